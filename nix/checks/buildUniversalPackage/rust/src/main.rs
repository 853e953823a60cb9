fn main() {
    println!("rust");
}
