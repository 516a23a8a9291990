use postback::FromForm;

#[derive(FromForm)]
struct Profile {
    #[form(max = "50 B")]
    name: String,
}

fn main() {}
