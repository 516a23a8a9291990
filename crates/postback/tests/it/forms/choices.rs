//! Choices: enums, options from elsewhere, lists.

use postback::__private::form::FormContext;
use postback::FromForm;

use super::{Topic, errors, is};

#[test]
fn choices_are_offered_by_select_radio_and_checkboxes() {
    #[derive(FromForm)]
    struct Chosen {
        topic: Topic,
        other: Option<Topic>,
        many: Vec<Topic>,
        row: i64,
        sure: Option<bool>,
    }
    let chosen = Chosen {
        topic: Topic::Databases,
        other: None,
        many: vec![Topic::Rust, Topic::Databases],
        row: 2,
        sure: Some(false),
    };
    let form = FormContext::new("f".to_owned()).filled(chosen.write());
    let field = Chosen::fields(&form);
    assert_eq!(
        field.topic.labelled("Topic").as_str(),
        "<div class=\"pb-field\"><label for=\"f-topic\">Topic</label><select id=\"f-topic\" name=\"topic\" required>\
         <option value=\"\">Choose\u{2026}</option><option value=\"rust\">Rust</option><option value=\"data-structures\">Data structures</option>\
         <option value=\"sql\" selected>SQL &amp; co</option></select><p class=\"pb-error\" id=\"f-topic-error\"></p></div>"
    );
    assert!(
        field
            .other
            .select()
            .to_string()
            .starts_with("<select id=\"f-other\" name=\"other\"><option value=\"\">None</option>")
    );
    let rows = [(1, "<One>".to_owned()), (2, "Two".to_owned())];
    assert_eq!(
        field
            .row
            .select()
            .prompt("Pick one")
            .options(rows.clone())
            .to_string(),
        "<select id=\"f-row\" name=\"row\" required><option value=\"\">Pick one</option><option value=\"1\">&lt;One&gt;</option>\
         <option value=\"2\" selected>Two</option></select>"
    );
    assert_eq!(
        field.row.radio().options(rows).labelled("Row").as_str(),
        "<fieldset class=\"pb-field pb-radios\" id=\"f-row\" role=\"radiogroup\"><legend>Row</legend>\
         <label><input type=\"radio\" id=\"f-row-0\" name=\"row\" value=\"1\" required> &lt;One&gt;</label>\
         <label><input type=\"radio\" id=\"f-row-1\" name=\"row\" value=\"2\" checked required> Two</label>\
         <p class=\"pb-error\" id=\"f-row-error\"></p></fieldset>"
    );
    let many = field.many.checkboxes().labelled("Topics");
    assert_eq!(many.as_str().matches(" checked").count(), 2);
    assert!(!many.as_str().contains("required"));
    assert!(field.many.select().to_string().starts_with(
        "<select id=\"f-many\" name=\"many\" multiple><option value=\"rust\" selected>"
    ));
    assert!(
        field
            .sure
            .labelled("Sure?")
            .as_str()
            .contains("<option value=\"false\" selected>No</option>")
    );
    is(
        &errors::<Chosen>(&[("topic", "java"), ("row", "1"), ("many", "x")]),
        &[
            ("topic", "must be one of the choices"),
            ("many[0]", "must be one of the choices"),
        ],
    );
    assert_eq!(
        Chosen::decode(&chosen.write()).map(|again| (
            again.topic,
            again.other,
            again.many,
            again.row,
            again.sure
        )),
        Ok((
            chosen.topic,
            chosen.other,
            chosen.many,
            chosen.row,
            chosen.sure
        ))
    );
}
