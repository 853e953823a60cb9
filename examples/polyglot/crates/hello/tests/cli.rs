use std::process::Command;

fn hello(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hello"))
        .args(args)
        .output()
        .expect("hello starts");
    String::from_utf8(output.stdout).expect("hello prints UTF-8")
}

#[test]
fn greets_by_name() {
    assert_eq!(hello(&["Ada"]), "Hello, Ada!\n");
}

#[test]
fn shows_the_banner_above_the_greeting() {
    let output = hello(&["--banner", "Ada"]);
    assert!(output.lines().count() > 1);
    assert!(output.ends_with("Hello, Ada!\n"));
}
