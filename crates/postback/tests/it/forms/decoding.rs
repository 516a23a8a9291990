//! How values are read, and what is said when they cannot be.

use jiff::civil::{DateTime, Time, datetime, time};
use postback::__private::form::with_messages;
use postback::{FromForm, Problem};

use super::{Order, errors, is, pairs};

#[test]
fn every_error_comes_at_once_in_the_order_of_the_fields() {
    let errors = errors::<Order>(&[
        ("name", "\u{e9}"),
        ("email", "a@[127.0.0.1]"),
        ("count", "11"),
        ("day", "22.11.2026"),
        ("items[5].count", "300"),
        ("items[5].name", "ok"),
        (
            "items[9].name",
            "a name that is longer than forty characters",
        ),
        ("items[9].count", "201"),
        ("items[9].notes", "fine"),
        ("items[9].notes", "longer than twenty characters"),
        ("items[11].name", ""),
        ("items[11].count", "1"),
        ("tags", "abc"),
        ("tags", "de"),
        ("again", "x"),
        ("message", "now!"),
    ]);
    is(
        &errors,
        &[
            (
                "name",
                "must contain only the letters A to Z, digits and common symbols",
            ),
            ("name", "must have at least 2 characters"),
            ("email", "must be an e-mail address, like name@example.com"),
            ("count", "must be at most 10"),
            ("day", "must be a date, like 2026-11-22"),
            ("items[0].count", "must be at most 255"),
            ("items[1].count", "must be at most 200"),
            ("items[1].name", "must have at most 40 characters"),
            ("items[1].notes[1]", "must have at most 20 characters"),
            ("items", "must have at most 2 entries"),
            ("tags[1]", "must have at least 3 characters"),
            ("topic", "is required"),
            ("again", "must be the same as name"),
            ("message", "must say please"),
        ],
    );
}

#[test]
fn rules_of_what_cannot_be_read_are_silent() {
    is(
        &errors::<Order>(&[
            ("items[0].name", "x"),
            ("name", "  "),
            ("count", ""),
            ("email", ""),
        ]),
        &[
            ("name", "is required"),
            ("email", "is required"),
            ("count", "is required"),
            ("day", "is required"),
            ("items[0].count", "is required"),
            ("topic", "is required"),
            ("again", "is required"),
            ("message", "is required"),
        ],
    );
}

#[test]
fn missing_and_empty_are_read_by_the_rules_of_the_type() {
    #[derive(FromForm, Debug, PartialEq)]
    struct Loose {
        text: String,
        maybe: Option<String>,
        checked: bool,
        list: Vec<i32>,
    }
    is(&errors::<Loose>(&[]), &[("text", "is required")]);
    let read = |sent: &[(&str, &str)]| Loose::decode(&pairs(sent));
    let empty = Loose {
        text: String::new(),
        maybe: None,
        checked: false,
        list: vec![],
    };
    assert_eq!(
        read(&[("text", ""), ("maybe", ""), ("unknown", "1")]),
        Ok(empty)
    );
    let full = Loose {
        text: " b\n".to_owned(),
        maybe: Some(" ".to_owned()),
        checked: true,
        list: vec![1, 2],
    };
    let sent = [
        ("text", "a"),
        ("text", " b\r\n"),
        ("maybe", " "),
        ("checked", "on"),
        ("list", "1"),
        ("list", "2"),
    ];
    assert_eq!(read(&sent), Ok(full));
    is(
        &errors::<Loose>(&[("text", ""), ("list", "1"), ("list", "x"), ("list", "")]),
        &[
            ("list[1]", "must be a whole number"),
            ("list[2]", "is required"),
        ],
    );
}

#[test]
fn too_many_entries_are_one_error_of_the_list() {
    #[derive(FromForm)]
    struct Numbers {
        list: Vec<u8>,
    }
    let sent = |count| vec![("list", "1"); count];
    let most = Numbers::decode(&pairs(&sent(1_000))).unwrap();
    assert_eq!(most.list.len(), 1_000);
    is(
        &errors::<Numbers>(&sent(1_001)),
        &[("list", "must have at most 1000 entries")],
    );
}

#[test]
fn an_app_says_it_in_its_own_words() {
    let words = |problem: &Problem| match problem {
        Problem::Required => Some("fehlt".to_owned()),
        Problem::TooFew(n) => Some(format!("braucht {n}")),
        _ => None,
    };
    let errors = with_messages(words, || {
        errors::<Order>(&[
            ("name", "abc"),
            ("again", "abc"),
            ("message", "please"),
            ("count", "1"),
        ])
    });
    is(
        &errors,
        &[
            ("email", "fehlt"),
            ("day", "fehlt"),
            ("items", "braucht 1"),
            ("topic", "fehlt"),
        ],
    );
}

#[test]
fn a_struct_as_a_whole_can_break_a_rule() {
    fn ordered(span: &Span, (): &()) -> garde::Result {
        if span.from <= span.to {
            Ok(())
        } else {
            Err(garde::Error::new("the end comes before the beginning"))
        }
    }
    #[derive(FromForm, garde::Validate, Debug)]
    #[garde(custom(ordered))]
    struct Span {
        #[garde(skip)]
        from: u8,
        #[garde(skip)]
        to: u8,
    }
    is(
        &errors::<Span>(&[("from", "2"), ("to", "1")]),
        &[("", "the end comes before the beginning")],
    );
}

#[test]
fn the_context_of_rules_is_its_default() {
    struct Limits {
        max: usize,
    }
    impl Default for Limits {
        fn default() -> Self {
            Self { max: 3 }
        }
    }
    #[derive(FromForm, garde::Validate, Debug)]
    #[garde(context(Limits as limits))]
    struct Short {
        #[garde(length(utf16, max = limits.max))]
        text: String,
    }
    is(
        &errors::<Short>(&[("text", "abcd")]),
        &[("text", "must have at most 3 characters")],
    );
}

#[test]
fn garde_counts_the_field_of_an_opaque_tuple_struct_and_the_form_does_not() {
    #[derive(FromForm, garde::Validate, Debug)]
    struct Names(#[garde(inner(length(utf16, min = 2)))] Vec<String>);
    #[derive(FromForm, garde::Validate, Debug)]
    struct Outer {
        #[garde(dive)]
        r#type: Names,
    }
    is(
        &errors::<Outer>(&[("type", "ab"), ("type", "a")]),
        &[("type[1]", "must have at least 2 characters")],
    );
}

#[test]
fn examples_of_time_are_read() {
    #[derive(FromForm, Debug, PartialEq)]
    struct When {
        at: DateTime,
        clock: Time,
    }
    assert_eq!(
        When::decode(&pairs(&[
            ("at", "2026-11-22T14:30"),
            ("clock", "23:59:59.5")
        ])),
        Ok(When {
            at: datetime(2026, 11, 22, 14, 30, 0, 0),
            clock: time(23, 59, 59, 500_000_000)
        })
    );
}

/// The library under another name.
mod renamed {
    pub(super) use postback as pb;

    mod inner {
        use super::pb::{Cache, Form, FromForm, Result, action, cached};

        #[derive(FromForm)]
        #[form(crate = "super::pb")]
        pub(super) struct Renamed {
            pub(super) name: String,
        }

        #[action(crate = "super::pb", public, rate = "10/min per field(name)")]
        pub(super) async fn greet(Form(form): Form<Renamed>) -> Result<String> {
            Ok(form.name)
        }

        #[cached(crate = "super::pb", tags("names", "name/{id}"), weight = |name| name.len())]
        pub(super) async fn name_of(_cache: &Cache, id: u64) -> Result<String> {
            Ok(format!("name {id}"))
        }
    }

    #[test]
    fn the_derive_finds_it() {
        use pb::FromForm as _;
        let form = inner::Renamed {
            name: "x".to_owned(),
        };
        assert_eq!(form.write(), [("name".to_owned(), "x".to_owned())]);
        let context = pb::__private::form::FormContext::new("f".to_owned());
        assert_eq!(inner::Renamed::fields(&context).name.name(), "name");
    }

    #[test]
    fn an_action_finds_it() {
        assert_eq!(<inner::greet as pb::Action>::NAME, "greet");
    }

    #[tokio::test]
    async fn a_cached_function_finds_it() {
        let cache = pb::Cache::for_tests();
        assert_eq!(inner::name_of(&cache, 7).await.unwrap(), "name 7");
    }
}
