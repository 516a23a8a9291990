use postback::{FromForm, Upload};

#[derive(FromForm)]
struct Avatar {
    name: String,
    picture: Upload,
}

#[derive(FromForm)]
struct Album {
    pictures: Option<Vec<Upload>>,
}

fn main() {}
