//! Which rows of a list there are, and where their errors stand.

use std::sync::Arc;

use postback::__private::form::FormContext;
use postback::{FieldError, FromForm};

use super::{errors, is, pairs};

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Permission {
    read: bool,
    write: bool,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Table {
    rows: Vec<Permission>,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Order {
    items: Vec<Item>,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Item {
    name: String,
    count: u8,
    gift: bool,
    notes: Vec<String>,
}

fn of(read: bool, write: bool) -> Permission {
    Permission { read, write }
}

#[test]
fn a_value_with_rows_of_unchecked_boxes_is_written_and_read_the_same() {
    let table = Table {
        rows: vec![
            of(false, false),
            of(true, false),
            of(true, true),
            of(false, false),
        ],
    };
    assert_eq!(Table::decode(&table.write()), Ok(table.clone()));
    let form = FormContext::new("f".to_owned()).filled(table.write());
    assert_eq!(Table::fields(&form).rows.len(), 4);
}

#[test]
fn the_first_control_of_a_row_says_that_the_row_is_there() {
    let form = FormContext::new("f".to_owned()).filled(
        Table {
            rows: vec![of(false, true)],
        }
        .write(),
    );
    let field = Table::fields(&form);
    let row = field.rows.item(0);
    let first = "<input type=\"hidden\" name=\"rows[0]._row\" value=\"1\">\
                 <input type=\"checkbox\" id=\"f-rows[0].write\" name=\"rows[0].write\" value=\"true\" checked>";
    assert_eq!(row.write.checkbox().as_str(), first);
    assert!(!row.read.checkbox().as_str().contains("_row"));
    // Rendered a second time, say for the next state of the row, it still says so.
    assert_eq!(row.write.checkbox().as_str(), first);
    let blank = field.rows.blank();
    assert!(!blank.read.checkbox().as_str().contains("_row"));
}

#[test]
fn a_row_that_was_left_blank_is_no_row() {
    let blank = [
        ("items[1].name", ""),
        ("items[1].count", ""),
        ("items[1].notes", ""),
    ];
    let sent = [
        &[("items[0].name", "tea"), ("items[0].count", "1")][..],
        &blank,
    ]
    .concat();
    assert_eq!(Order::decode(&pairs(&sent)).unwrap().items.len(), 1);
    assert_eq!(Order::decode(&pairs(&blank)), Ok(Order { items: vec![] }));
    let touched = [&blank[..], &[("items[1].gift", "true")]].concat();
    is(
        &errors::<Order>(&touched),
        &[("items[0].count", "is required")],
    );
}

#[test]
fn a_browser_lets_a_blank_row_go_and_insists_on_a_row_that_is_there() {
    #[derive(FromForm, garde::Validate)]
    struct Trip {
        #[garde(dive)]
        travellers: Vec<Traveller>,
    }
    #[derive(FromForm, garde::Validate)]
    struct Traveller {
        #[garde(length(utf16, min = 2))]
        name: String,
        #[garde(length(utf16, min = 1))]
        from: String,
        #[garde(skip)]
        tickets: Vec<Ticket>,
    }
    #[derive(FromForm)]
    struct Ticket {
        seat: u8,
    }
    let traveller = Traveller {
        name: "Ada".to_owned(),
        from: "a".to_owned(),
        tickets: vec![Ticket { seat: 1 }],
    };
    let trip = Trip {
        travellers: vec![traveller],
    };
    let form = FormContext::new("f".to_owned()).filled(trip.write());
    let field = Trip::fields(&form);
    let insists = |html: postback::Html| html.as_str().contains(" required");
    let (there, blank) = (field.travellers.item(0), field.travellers.blank());
    assert!(insists(there.name.input()));
    assert!(insists(there.tickets.item(0).seat.input()));
    assert!(!insists(there.tickets.blank().seat.input()));
    assert!(!insists(blank.name.input()));
    assert!(!insists(blank.tickets.blank().seat.input()));
    // Too short is too short, and nothing is chosen by accident.
    assert!(blank.name.input().as_str().contains("minlength=\"2\""));
    let from = blank.from.select().options([("a", "A")]).to_string();
    assert!(
        from.contains("<option value=\"\">Choose\u{2026}</option>"),
        "{from}"
    );
    assert!(!from.contains("required"), "{from}");
}

#[test]
fn a_row_that_was_there_stays_when_it_is_emptied() {
    let sent = [
        ("items[0]._row", "1"),
        ("items[0].name", ""),
        ("items[0].count", ""),
    ];
    is(
        &errors::<Order>(&sent),
        &[("items[0].count", "is required")],
    );
}

#[test]
fn errors_are_at_the_rows_that_are_shown() {
    let sent = pairs(&[
        ("items[0].name", ""),
        ("items[0].count", ""),
        ("items[3]._row", "1"),
        ("items[3].name", "tea"),
        ("items[3].count", "1"),
        ("items[5].name", ""),
        ("items[7].name", "milk"),
        ("items[7].count", "x"),
    ]);
    let found = Order::decode(&sent).err().unwrap();
    assert_eq!(
        found,
        [FieldError {
            field: "items[3].count".to_owned(),
            message: "must be a whole number".to_owned()
        }]
    );
    let form = FormContext::new("f".to_owned()).submitted(Arc::new(sent), Arc::new(found));
    let field = Order::fields(&form);
    let names: Vec<_> = field.items.iter().map(|item| item.name.value()).collect();
    assert_eq!(names, ["", "tea", "", "milk"]);
    assert!(
        field
            .items
            .item(3)
            .count
            .error()
            .as_str()
            .contains("whole number")
    );
    // What is new stays new: emptied, it is gone.
    assert!(field.items.item(1).name.input().as_str().contains("_row"));
    assert!(!field.items.item(3).name.input().as_str().contains("_row"));
}

#[test]
fn a_marker_brings_nothing_else_along() {
    for marker in [
        "items[0]._row",
        "items[0]._row._row",
        "items[0].name._row",
        "_row",
        "items._row",
    ] {
        let table = Table::decode(&pairs(&[(marker, "\"><script>")])).unwrap();
        assert!(table.rows.is_empty());
    }
    let sent = pairs(&[("rows[0]._row", "\"><script>")]);
    let form = FormContext::new("f".to_owned()).submitted(Arc::new(sent), Arc::default());
    let row = Table::fields(&form).rows.item(0);
    assert!(
        row.read
            .checkbox()
            .as_str()
            .starts_with("<input type=\"hidden\" name=\"rows[0]._row\" value=\"1\">")
    );
}

#[test]
fn boxes_that_are_written_by_hand_under_one_name_are_read_as_ever() {
    #[derive(FromForm, Debug, PartialEq)]
    struct Flags {
        flags: Vec<bool>,
    }
    let sent = pairs(&[("flags", "true"), ("flags", "false")]);
    assert_eq!(
        Flags::decode(&sent),
        Ok(Flags {
            flags: vec![true, false]
        })
    );
    let flags = Flags {
        flags: vec![false, true, false],
    };
    assert_eq!(Flags::decode(&flags.write()), Ok(flags));
}

#[test]
fn a_row_that_was_left_blank_before_others_keeps_its_place_in_the_form_and_is_none_for_the_action()
{
    let sent = [
        ("items[0].name", ""),
        ("items[0].count", ""),
        ("items[1].name", "second"),
        ("items[1].count", "no"),
        ("items[2].name", ""),
        ("items[3].name", "fourth"),
        ("items[2].count", ""),
        ("items[3].count", "4"),
        ("items[4].name", ""),
    ];
    is(
        &errors::<Order>(&sent),
        &[("items[1].count", "must be a whole number")],
    );
    let form = FormContext::new("f".to_owned()).submitted(Arc::new(pairs(&sent)), Arc::default());
    let field = Order::fields(&form);
    let names: Vec<&str> = field.items.iter().map(|item| item.name.value()).collect();
    assert_eq!(names, ["", "second", "", "fourth"]);
    assert_eq!(field.items.blank().name.name(), "items[4].name");

    let right = pairs(&[
        ("items[1].name", "tea"),
        ("items[1].count", "1"),
        ("items[0].name", ""),
    ]);
    let order = Order::decode(&right).unwrap();
    assert_eq!(order.items.len(), 1);
}

#[derive(FromForm, garde::Validate, Debug, PartialEq)]
struct Basket {
    #[garde(dive)]
    shelves: Vec<Shelf>,
}

#[derive(FromForm, garde::Validate, Debug, PartialEq)]
struct Shelf {
    #[garde(dive)]
    goods: Vec<Good>,
}

#[derive(FromForm, garde::Validate, Debug, PartialEq)]
struct Good {
    #[garde(length(utf16, max = 3))]
    name: String,
}

#[test]
fn what_a_rule_says_stands_in_the_row_of_the_form_at_every_depth() {
    let sent = [
        ("shelves[0].goods[0].name", ""),
        ("shelves[1].goods[0].name", ""),
        ("shelves[1].goods[1].name", ""),
        ("shelves[1].goods[2].name", "long"),
        ("shelves[5].goods[9].name", "longer"),
    ];
    let long = "must have at most 3 characters";
    is(
        &errors::<Basket>(&sent),
        &[
            ("shelves[1].goods[2].name", long),
            ("shelves[2].goods[0].name", long),
        ],
    );
}
