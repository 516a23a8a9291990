use postback::FromForm;

struct Limits;

#[derive(FromForm, garde::Validate)]
#[garde(context(Limits))]
struct Profile {
    #[garde(length(utf16, min = 1))]
    name: String,
}

fn main() {}
