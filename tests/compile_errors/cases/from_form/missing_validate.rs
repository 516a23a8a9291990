use postback::FromForm;

#[derive(FromForm)]
struct Profile {
    #[garde(length(utf16, min = 2))]
    name: String,
}

fn main() {}
