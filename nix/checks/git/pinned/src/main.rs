fn main() {
    let n: u32 = std::env::args().nth(1).map_or(0, |text| text.parse().unwrap());
    let (even, odd): (Vec<u32>, Vec<u32>) = (0..n).partition(|i| i % 2 == 0);
    println!("even {} odd {}", even.len(), odd.len());
}
