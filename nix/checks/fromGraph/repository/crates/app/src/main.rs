//! Holds what four other builds leave.
const PARTS: [(&str, &[u8]); 4] = [
    ("gen", include_bytes!("../../../dist/services/gen/gen")),
    ("shout", include_bytes!("../../../dist/functions/shout/shout")),
    ("tool", include_bytes!("../../../target/release/tool")),
    ("plug", include_bytes!("../../../target/release/libplug.so")),
];

fn main() {
    for (name, bytes) in PARTS {
        println!("{name} {}", if bytes.starts_with(b"\x7fELF") { "program" } else { "script" });
    }
}
