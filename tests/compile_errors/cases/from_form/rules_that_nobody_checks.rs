use postback::FromForm;

#[derive(FromForm)]
struct Order {
    address: Address,
}

#[derive(FromForm, garde::Validate)]
struct Address {
    #[garde(length(utf16, min = 1))]
    street: String,
}

fn main() {}
