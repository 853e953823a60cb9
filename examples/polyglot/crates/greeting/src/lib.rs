//! How to greet somebody.

/// Greets by name, and the world when there is none.
///
/// ```
/// assert_eq!(greeting::greet("Ada"), "Hello, Ada!");
/// ```
pub fn greet(name: &str) -> String {
    let name = match name.trim() {
        "" => "world",
        name => name,
    };
    format!("Hello, {name}!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greets_by_name() {
        assert_eq!(greet(" Ada "), "Hello, Ada!");
    }

    #[test]
    fn greets_the_world_without_one() {
        assert_eq!(greet(" "), "Hello, world!");
    }
}
