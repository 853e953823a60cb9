fn main() {
    println!("{}", acme_core::count(acme_macros::answer!()));
}

#[test]
fn answers() {
    assert_eq!(acme_macros::answer!(), 42);
}
