pub fn shout(n: u32) -> String {
    format!("{}!", itoa::Buffer::new().format(n))
}
