fn main() {
    println!("cargo:rustc-link-search={}", std::env::var("SUM").unwrap());
    println!("cargo:rustc-link-lib=sum");
    println!("cargo:rerun-if-env-changed=SUM");
}
