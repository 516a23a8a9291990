use postback::FromForm;

#[derive(FromForm)]
struct Point(i32, i32);

fn main() {}
