//! Wrong use of `#[cached]` is a compile error with a sentence that names the fix.
//!
//! The `.stderr` files are what rustc prints; `TRYBUILD=overwrite cargo test --test ui_cached`
//! writes them anew, and then a person reads them.

#[test]
fn wrong_use_of_a_cached_function_is_one_error_with_a_sentence() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/cached/*.rs");
    cases.pass("tests/ui/cached/accepted/*.rs");
}
