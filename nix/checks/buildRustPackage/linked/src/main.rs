extern "C" {
    fn sum(a: i32, b: i32) -> i32;
}

fn main() {
    println!("{}", unsafe { sum(40, 2) });
}

#[test]
fn the_library_is_linked_to_tests_too() {
    assert_eq!(unsafe { sum(1, 2) }, 3);
}
