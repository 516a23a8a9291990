use postback::FromForm;
use std::collections::HashMap;

#[derive(FromForm)]
struct Profile {
    name: String,
    colors: HashMap<String, String>,
}

fn main() {}
