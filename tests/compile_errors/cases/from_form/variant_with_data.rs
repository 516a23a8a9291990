use postback::FromForm;

#[derive(FromForm)]
enum Topic {
    Rust,
    Other(String),
}

fn main() {}
