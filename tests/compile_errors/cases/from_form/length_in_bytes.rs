#![deny(deprecated)]
use postback::FromForm;

#[derive(FromForm, garde::Validate)]
struct Profile {
    #[garde(length(min = 1, max = 50))]
    name: String,
    #[garde(length(bytes, max = 50))]
    meant: String,
    #[garde(length(max = 5))]
    list: Vec<u8>,
}

fn main() {}
