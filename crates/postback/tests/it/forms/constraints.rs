//! What the browser is told of the rules.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use postback::__private::form::FormContext;
use postback::FromForm;

use super::{Title, pairs};

#[test]
fn constraints_are_those_that_html_has() {
    #[derive(FromForm, garde::Validate)]
    struct Rules {
        #[garde(length(utf16, min = 2, max = 5), pattern("^[a-z]+$"))]
        exact: String,
        #[form(trim)]
        #[garde(length(utf16, min = 2, max = 5), pattern("^[a-z]+$"))]
        trimmed: String,
        #[garde(length(bytes, min = 1, max = 5))]
        bytes: String,
        #[garde(pattern("[a-z]"))]
        anywhere: String,
        #[garde(email)]
        email: String,
        #[garde(url)]
        url: String,
        #[garde(alphanumeric)]
        word: Option<String>,
        #[garde(range(min = -5, max = 10))]
        whole: i64,
        #[garde(range(min = 0.5))]
        float: f64,
        #[garde(skip)]
        unsigned: u64,
        #[garde(skip)]
        at: DateTime,
        #[garde(skip)]
        day: Option<Date>,
        #[garde(skip)]
        letter: char,
        #[garde(length(utf16, max = 9))]
        #[form(multiline)]
        long: String,
    }
    let form = FormContext::new("f".to_owned());
    let field = Rules::fields(&form);
    let control = |html: postback::Html, name: &str| {
        let id = format!(" id=\"f-{name}\" name=\"{name}\"");
        assert!(html.as_str().contains(&id), "{html}");
        html.as_str().replace(&id, "")
    };
    assert_eq!(
        control(field.exact.input(), "exact"),
        "<input type=\"text\" required minlength=\"2\" maxlength=\"5\" pattern=\"[a-z]+\">"
    );
    assert_eq!(
        control(field.trimmed.input(), "trimmed"),
        "<input type=\"text\" required minlength=\"2\">"
    );
    assert_eq!(
        control(field.bytes.input(), "bytes"),
        "<input type=\"text\" required>"
    );
    assert_eq!(
        control(field.anywhere.input(), "anywhere"),
        "<input type=\"text\">"
    );
    assert_eq!(
        control(field.email.input(), "email"),
        "<input type=\"email\" required>"
    );
    assert_eq!(
        control(field.url.input(), "url"),
        "<input type=\"text\" required inputmode=\"url\">"
    );
    assert_eq!(
        control(field.word.input(), "word"),
        "<input type=\"text\" pattern=\"[0-9A-Za-z\\u{80}-\\u{10FFFF}]*\">"
    );
    assert_eq!(
        control(field.whole.input(), "whole"),
        "<input type=\"number\" required min=\"-5\" max=\"10\">"
    );
    assert_eq!(
        control(field.float.input(), "float"),
        "<input type=\"number\" required step=\"any\" min=\"0.5\">"
    );
    assert_eq!(
        control(field.unsigned.input(), "unsigned"),
        "<input type=\"number\" required min=\"0\">"
    );
    assert_eq!(
        control(field.at.input(), "at"),
        "<input type=\"datetime-local\" required step=\"any\">"
    );
    assert_eq!(control(field.day.input(), "day"), "<input type=\"date\">");
    assert_eq!(
        control(field.letter.input(), "letter"),
        "<input type=\"text\" required maxlength=\"2\">"
    );
    assert!(
        field
            .long
            .labelled("Long")
            .as_str()
            .contains("<textarea id=\"f-long\" name=\"long\" maxlength=\"9\">\n</textarea>")
    );
}

#[test]
fn steps_are_not_counted_from_a_wrong_value() {
    #[derive(FromForm)]
    struct Count {
        count: i64,
    }
    let shown = |value: &str| {
        let form = FormContext::new("f".to_owned())
            .submitted(Arc::new(pairs(&[("count", value)])), Arc::default());
        Count::fields(&form).count.input().to_string()
    };
    assert!(shown("1.5").contains("step=\"any\""));
    assert!(!shown("15").contains("step"));
    assert_eq!(
        Count::decode(&pairs(&[("count", "15")])).map(|form| form.count),
        Ok(15)
    );
}

#[test]
fn rules_that_nobody_enforces_are_not_shown() {
    #[derive(FromForm, garde::Validate)]
    struct Skipped {
        #[garde(skip)]
        title: Title,
        #[garde(dive)]
        other: Title,
    }
    let form = FormContext::new("f".to_owned());
    let field = Skipped::fields(&form);
    assert!(!field.title.input().as_str().contains("maxlength"));
    assert!(field.other.input().as_str().contains("maxlength=\"60\""));
}

#[test]
fn the_fields_of_an_optional_struct_are_not_required() {
    #[derive(FromForm)]
    struct Order {
        home: Home,
        work: Option<Place>,
    }
    #[derive(FromForm)]
    struct Home {
        street: String,
        city: String,
    }
    #[derive(FromForm, Clone)]
    struct Place {
        floor: u8,
        room: String,
    }
    let form = FormContext::new("f".to_owned());
    let field = Order::fields(&form);
    assert!(!field.work.floor.input().as_str().contains("required"));
    assert!(field.home.street.name() == "home.street");
    let order = Order::decode(&pairs(&[
        ("home.street", ""),
        ("home.city", ""),
        ("work.floor", ""),
        ("work.room", ""),
    ]))
    .unwrap();
    assert!(order.work.is_none() && order.home.city.is_empty() && order.home.street.is_empty());
    let broken = Order::decode(&pairs(&[
        ("home.street", ""),
        ("home.city", ""),
        ("work.floor", ""),
        ("work.room", "1"),
    ]));
    assert_eq!(
        broken
            .map(|order| order.work.map(|work| (work.floor, work.room)))
            .unwrap_err()[0]
            .field,
        "work.floor"
    );
}
