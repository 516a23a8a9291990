//! Wrong use of `#[action]` is a compile error with a sentence that names the fix.
//!
//! The `.stderr` files are what rustc prints; `TRYBUILD=overwrite cargo test --test ui_action`
//! writes them anew, and then a person reads them.

#[test]
fn wrong_use_of_an_action_is_one_error_with_a_sentence() {
    trybuild::TestCases::new().compile_fail("tests/ui/action/*.rs");
}
