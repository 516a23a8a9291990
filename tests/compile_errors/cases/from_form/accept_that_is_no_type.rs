use postback::{FromForm, Upload};

#[derive(FromForm)]
struct Avatar {
    #[form(max = "2 MB", accept = ".png")]
    picture: Upload,
    #[form(max = "2 MiB", accept = ".png,image/jpeg")]
    other: Upload,
}

fn main() {}
