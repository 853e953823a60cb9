// folders that are called as what tools leave
mod result;
mod target;

fn main() {
    println!("{}{}", target::NAME, result::REST);
}
