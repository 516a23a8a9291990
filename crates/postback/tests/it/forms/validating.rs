//! A form is a type with rules of garde's: both traits are in use side by side.

use garde::Validate;
use postback::{Form, FromForm};

#[derive(FromForm, Validate)]
struct Name {
    #[garde(length(utf16, min = 2))]
    name: String,
}

fn named(name: &str) -> Name {
    Name {
        name: name.to_owned(),
    }
}

#[test]
fn validate_is_gardes_where_both_traits_are_imported() {
    assert!(named("Ada").validate().is_ok());
    let report = named("A").validate().unwrap_err();
    let (path, _) = report.iter().next().unwrap();
    assert_eq!(path.to_string(), "name");
}

#[test]
fn validate_is_gardes_where_both_traits_are_bounds() {
    fn is_valid<T: FromForm + Validate<Context = ()>>(form: &T) -> bool {
        form.validate().is_ok()
    }
    assert!(is_valid(&named("Ada")));
    assert!(!is_valid(&named("A")));
}

#[test]
fn the_library_names_the_garde_that_it_checks_with() {
    fn is_checked(form: &impl postback::garde::Validate<Context = ()>) -> bool {
        form.validate().is_err() && Form::checked(named("A")).is_err()
    }
    assert!(is_checked(&named("A")));
}
