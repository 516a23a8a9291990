//! The functions that the components call are the actions that there are.

#[test]
fn the_modules_in_the_repository_are_what_the_app_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/actions");
    postback::typescript::check(&react_example::site(), folder).unwrap();
}
