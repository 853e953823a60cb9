fn main() {
    println!("jobs {}", store::kept());
}

#[test]
fn is_never_run() {
    panic!("doCheck is false");
}
