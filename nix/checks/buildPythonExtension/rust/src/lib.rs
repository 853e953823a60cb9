// A module by Python's stable interface, without a crate for it. https://docs.python.org/3/c-api/module.html#c.PyModuleDef
use std::ffi::{c_char, c_int, c_long, c_void};

#[repr(C)]
struct Definition {
    head: [usize; 5],
    name: *const c_char,
    doc: *const c_char,
    size: isize,
    rest: [*const c_void; 5],
}

extern "C" {
    fn PyModule_Create2(definition: *mut Definition, version: c_int) -> *mut c_void;
    fn PyModule_AddIntConstant(module: *mut c_void, name: *const c_char, value: c_long) -> c_int;
}

static mut DEFINITION: Definition = Definition {
    head: [1, 0, 0, 0, 0],
    name: c"fast".as_ptr(),
    doc: std::ptr::null(),
    size: -1,
    rest: [std::ptr::null(); 5],
};

#[no_mangle]
#[allow(non_snake_case)]
pub unsafe extern "C" fn PyInit_fast() -> *mut c_void {
    let module = PyModule_Create2(&raw mut DEFINITION, 1013);
    PyModule_AddIntConstant(module, c"answer".as_ptr(), 42);
    module
}
