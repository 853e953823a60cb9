pub const NAME: &str = "ru";
