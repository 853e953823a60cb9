#[no_mangle]
pub extern "C" fn plugged() -> i32 {
    7
}
