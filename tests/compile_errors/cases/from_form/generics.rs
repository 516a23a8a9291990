use postback::FromForm;

#[derive(FromForm)]
struct Profile<T> {
    name: T,
}

fn main() {}
