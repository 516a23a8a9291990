//! Wrong use is a compile error with a sentence that names the fix.
//!
//! The `.stderr` files are what rustc prints; `TRYBUILD=overwrite cargo test -p compile_errors` writes
//! them anew, and then a person reads them.

#[test]
fn wrong_use_is_one_error_with_a_sentence() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("cases/action/*.rs");
    cases.compile_fail("cases/from_form/*.rs");
    cases.compile_fail("cases/cached/*.rs");
}
