pub const REST: &str = "st";
