//! Wrong use of `#[derive(FromForm)]` is a compile error with a sentence that names the fix.
//!
//! The `.stderr` files are what rustc prints; `TRYBUILD=overwrite cargo test --test ui_from_form`
//! writes them anew, and then a person reads them.

#[test]
fn wrong_use_of_a_form_is_an_error_with_a_sentence() {
    trybuild::TestCases::new().compile_fail("tests/ui/from_form/*.rs");
}
