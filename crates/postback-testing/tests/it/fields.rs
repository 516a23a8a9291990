//! Changing and reading fields, and the messages for wrong use.

use super::{open, panic_of, sent};
use postback_testing::TestForm;

const FORM: &str = "<form method=post id=F action=/to>
    <label for=n>Your <b>name</b></label><input id=n name=name value=Ann>
    <label>Bio <textarea name=bio></textarea></label>
    <input name=age type=number aria-label=Age><input type=hidden name=token value=t>
    <label><input type=checkbox name=ok> I agree</label>
    <label><input type=checkbox name=tag value=a checked>A</label><label><input type=checkbox name=tag value=b>B</label>
    <label><input type=radio name=size value=s checked>Small</label><label><input type=radio name=size value=l>Large</label>
    <input type=radio name=size value=xl disabled>
    <select name=topic aria-label=Topic><option value=r>Rust<option value=g>Go<option disabled>Old</select>
    <input name=line value=1><input name=line value=2>
    <input name=fixed value=f readonly><input name=off disabled value=o>
    <button>Save</button><button type=button>Help</button><button disabled>Later</button>
    <button>Twice</button><button>Twice</button></form>";

async fn form() -> TestForm {
    open(FORM).await.form_at("form")
}

#[tokio::test]
async fn fields_are_filled_by_name_or_label() {
    let form = form()
        .await
        .fill("Your name", "Bob")
        .fill("Bio", "1\n2")
        .fill("Age", "7");
    let form = form
        .check("I agree")
        .check("B")
        .uncheck("A")
        .choose("size", "Large");
    let form = form.select("Topic", "Go").fill_nth("line", 1, "x\ny");
    assert_eq!(
        (form.value("name"), form.value("bio")),
        ("Bob".into(), "1\n2".into())
    );
    assert_eq!(form.values("tag"), ["b"]);
    assert!(form.is_checked("ok") && form.is_checked("Large") && !form.is_checked("Small"));
    assert_eq!(form.value("topic"), "g");
    assert_eq!(
        sent(form.submit().await.html()),
        "name=Bob&bio=1%0D%0A2&age=7&token=t&ok=on&tag=b&size=l&topic=g&line=1&line=xy&fixed=f"
    );
}

#[tokio::test]
async fn values_and_names_can_be_read() {
    let form = form().await;
    assert_eq!(form.value("name"), "Ann");
    assert_eq!(form.value("size"), "s");
    assert_eq!(form.value("topic"), "r");
    assert_eq!(form.value("ok"), "");
    assert_eq!(form.value("off"), "o");
    assert_eq!(form.values("line"), ["1", "2"]);
    assert!(form.has("Your name") && form.has("token") && !form.has("nme"));
    assert_eq!(
        form.fields().join(" "),
        "name bio age token ok tag size topic line fixed off"
    );
    assert_eq!(form.action_url(), "/to");
}

#[tokio::test]
async fn an_unknown_field_is_answered_with_the_known_ones() {
    let page = open("<form id=f><input name=name><input name=email></form>").await;
    let sentence = panic_of(async { page.form_at("#f").fill("nme", "x") }).await;
    assert_eq!(
        sentence,
        "there is no field `nme`; the form that matches `#f` has: name, email"
    );
}

macro_rules! wrong {
    ($($name:ident: $form:ident => $steps:expr, $sentence:literal;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let $form = form().await;
            assert_eq!(panic_of(async move { $steps }).await, $sentence);
        }
    )*};
}

wrong! {
    a_checkbox_cannot_be_filled: form => form.fill("ok", "x"),
        "`ok` is a checkbox: use `.check(..)`";
    a_text_field_cannot_be_checked: form => form.check("name"),
        "`name` is an input of type `text`: use `.fill(..)`";
    a_select_cannot_be_filled: form => form.fill("Topic", "Go"),
        "`Topic` is a select: use `.select(..)`";
    a_hidden_field_cannot_be_filled: form => form.fill("token", "x"),
        "`token` is an input of type `hidden`: use `.tamper(..)`";
    a_read_only_field_cannot_be_filled: form => form.fill("fixed", "x"),
        "`fixed` is read-only; `.tamper(\"fixed\", \"x\")` sends it anyway";
    a_disabled_field_cannot_be_filled: form => form.fill("off", "x"),
        "`off` is disabled; `.tamper(\"off\", \"..\")` sends it anyway";
    a_number_field_holds_no_letters: form => form.fill("age", "abc"),
        "a browser's field of type `number` cannot hold \"abc\"; `.tamper(\"age\", \"abc\")` sends it anyway";
    several_fields_need_an_index: form => form.fill("line", "x"),
        "there are 2 fields `line`; say which with a label () or with `.fill_nth(..)`";
    an_index_beyond_the_last_is_refused: form => form.fill_nth("line", 2, "x"),
        "there are only 2 fields `line`";
    several_checkboxes_need_a_label: form => form.check("tag"),
        "there are 2 fields `tag`; say which with a label (\"A\", \"B\") or with `.fill_nth(..)`";
    several_values_are_not_one: form => form.value("line"),
        "`line` has several values: 1, 2";
    a_missing_option_is_answered_with_the_others: form => form.select("topic", "C"),
        "`topic` has no option `C`; it has: Rust, Go, Old; `.tamper(\"topic\", \"C\")` sends it anyway";
    a_disabled_option_cannot_be_selected: form => form.select("topic", "Old"),
        "the option `Old` of `topic` is disabled";
    a_single_select_keeps_one_option: form => form.deselect("topic", "Rust"),
        "`topic` always has one option chosen; select another one";
    a_missing_radio_button_is_answered_with_the_others: form => form.choose("size", "m"),
        "`size` has no option `m`; it has: s, l, xl; `.tamper(\"size\", \"m\")` sends it anyway";
    a_disabled_radio_button_cannot_be_chosen: form => form.choose("size", "xl"),
        "the option `xl` of `size` is disabled";
    a_text_field_takes_no_file: form => form.attach("name", "a", "b/c", ""),
        "`name` is an input of type `text`: use `.fill(..)`";
    a_missing_button_is_answered_with_the_others: form => form.press("Send").await,
        "there is no button \"Send\"; the form that matches `form` has: \"Save\", \"Help\", \"Later\", \"Twice\", \"Twice\"";
    a_button_that_submits_nothing_says_so: form => form.press("Help").await,
        "the button \"Help\" of the form that matches `form` submits nothing (see its `type`)";
    a_disabled_button_cannot_be_pressed: form => form.press("Later").await,
        "the button \"Later\" of the form that matches `form` is disabled";
    two_buttons_of_one_name_are_too_many: form => form.press("Twice").await,
        "the form that matches `form` has several buttons \"Twice\"; it has: \"Save\", \"Help\", \"Later\", \"Twice\", \"Twice\"";
}

#[tokio::test]
async fn a_form_whose_submit_button_is_disabled_is_not_submitted() {
    let page = open("<form id=f><button disabled>Save</button></form>").await;
    let sentence = panic_of(async { page.form_at("#f").submit().await }).await;
    assert_eq!(
        sentence,
        "the submit button of the form that matches `#f` is disabled"
    );
}

#[tokio::test]
async fn a_dialog_form_sends_nothing() {
    let page = open("<form id=f method=dialog><button>Close</button></form>").await;
    let sentence = panic_of(async { page.form_at("#f").submit().await }).await;
    assert!(
        sentence.contains("it closes a dialog and sends nothing"),
        "{sentence}"
    );
}

#[tokio::test]
async fn constraints_do_not_stop_a_submission() {
    let page = open("<form><input name=a required maxlength=2 pattern=x></form>").await;
    assert_eq!(
        sent(page.form_at("form").fill("a", "long").submit().await.html()),
        "a=long"
    );
}

#[tokio::test]
async fn errors_are_read_from_the_slots_or_from_what_aria_points_to() {
    let page = open(
        "<form id=F><div class=pb-summary role=alert tabindex=-1><p>Wrong password</p></div>
         <label for=F-name>Name</label><input id=F-name name=name><p class=pb-error id=F-name-error>too short</p>
         <input id=F-fine name=fine><p id=F-fine-error></p>
         <input type=radio id=F-size-s name=size value=s><input type=radio id=F-size-l name=size value=l>
         <p id=F-size-error>choose one</p>
         <input name=own aria-invalid=true aria-describedby='h e'><i id=h>Hint.</i><i id=e>bad</i>
         <input name=hinted aria-describedby=h></form>",
    )
    .await;
    let form = page.form_at("#F");
    assert_eq!(form.error("name"), "too short");
    assert_eq!(form.error("Name"), "too short");
    assert_eq!(form.error("fine"), "");
    assert_eq!(form.error("size"), "choose one");
    assert_eq!(form.error("own"), "Hint. bad");
    assert_eq!(form.error("hinted"), "");
    assert_eq!(form.error(""), "Wrong password");
    let all = [
        ("", "Wrong password"),
        ("name", "too short"),
        ("size", "choose one"),
        ("own", "Hint. bad"),
    ];
    assert_eq!(
        form.errors(),
        all.map(|(field, message)| (field.to_owned(), message.to_owned()))
    );
    let sentence = panic_of(async { form.error("nme") }).await;
    assert!(
        sentence.starts_with("there is no field `nme`"),
        "{sentence}"
    );
}
