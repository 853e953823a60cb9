use std::ffi::CStr;

fn main() {
    let sqlite = unsafe { CStr::from_ptr(libsqlite3_sys::sqlite3_libversion()) };
    let openssl = unsafe { openssl_sys::OpenSSL_version_num() };
    println!("sqlite {} openssl {}", sqlite.to_str().unwrap(), openssl >> 28);
}
