use postback::__private::form::FormContext;
use postback::FromForm;

#[derive(FromForm)]
struct Profile {
    name: String,
    email: String,
}

fn main() {
    let form = FormContext::new("f".to_owned());
    println!("{}", Profile::fields(&form).nmae.labelled("Name"));
}
