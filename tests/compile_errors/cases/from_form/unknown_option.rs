use postback::FromForm;

#[derive(FromForm)]
struct Profile {
    #[form(trimmed)]
    name: String,
}

fn main() {
    let form = postback::__private::form::FormContext::new("f".to_owned());
    println!("{}", Profile::fields(&form).name.labelled("Name"));
}
