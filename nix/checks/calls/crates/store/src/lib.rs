pub fn kept() -> &'static str {
    "kept"
}
