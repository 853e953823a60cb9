fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/unit.rs"), "pub const UNIT: &str = \"crates\";").unwrap();
}
