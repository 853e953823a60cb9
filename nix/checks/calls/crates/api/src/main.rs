fn main() {
    println!("{} {}", store::kept(), env!("GREETING"));
}
