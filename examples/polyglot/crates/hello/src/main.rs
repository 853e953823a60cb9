//! `hello [--banner] [NAME]`

use std::env;

use greeting::greet;

/// The page in the browser shows the same one, and owns it.
const BANNER: &str = include_str!("../../../services/api/web/src/banner.txt");

fn main() {
    let (flags, names): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|arg| arg.starts_with("--"));
    if flags.iter().any(|flag| flag == "--banner") {
        println!("{}", BANNER.trim_end());
    }
    println!("{}", greet(&names.join(" ")));
}
