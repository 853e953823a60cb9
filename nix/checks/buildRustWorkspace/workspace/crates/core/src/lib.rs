pub fn count(n: u32) -> String {
    #[cfg(feature = "loud")]
    return shout::shout(n);
    #[cfg(not(feature = "loud"))]
    return format!("{} {}", itoa::Buffer::new().format(n), text::UNIT);
}

#[test]
fn counts() {
    assert!(count(3).starts_with('3'));
}
