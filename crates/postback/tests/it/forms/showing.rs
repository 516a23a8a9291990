//! Fields as HTML: values, errors, secrets.

use std::sync::Arc;

use postback::__private::form::FormContext;
use postback::{FieldError, FromForm};

use super::{Order, Topic, errors, pairs};

#[test]
fn secrets_are_known_by_their_names() {
    #[derive(FromForm)]
    struct Login {
        email: String,
        #[form(password)]
        password: String,
        keys: Vec<Key>,
    }
    #[derive(FromForm)]
    struct Key {
        name: String,
        pin: Pin,
    }
    #[derive(FromForm)]
    struct Pin(#[form(password)] String);
    let secret = ["password", "keys[3].pin"];
    let open = [
        "email",
        "keys[3].name",
        "passwords",
        "password2",
        "",
        "keys",
        "[",
    ];
    assert!(secret.into_iter().all(Login::is_secret));
    assert!(!open.into_iter().any(Login::is_secret));

    let login = Login {
        email: "a@b".to_owned(),
        password: "hunter2".to_owned(),
        keys: vec![Key {
            name: "k".to_owned(),
            pin: Pin("1234".to_owned()),
        }],
    };
    let form = FormContext::new("login".to_owned()).filled(login.write());
    let field = Login::fields(&form);
    let key = field.keys.item(0);
    let shown = [
        field.password.labelled("P"),
        field.password.hidden(),
        field.password.textarea(),
        key.pin.input(),
        key.name.attr("type", "password").input(),
    ];
    for html in shown {
        assert!(
            !html.as_str().contains("hunter2")
                && !html.as_str().contains("1234")
                && !html.as_str().contains("\"k\""),
            "{html}"
        );
    }
    assert!(
        field
            .password
            .input()
            .as_str()
            .contains("type=\"password\"")
    );
    assert_eq!(field.password.value(), "");
    let Key {
        name,
        pin: Pin(pin),
    } = &login.keys[0];
    assert_eq!(
        (login.email.as_str(), name.as_str(), pin.as_str()),
        ("a@b", "k", "1234")
    );
}

#[test]
fn a_failed_form_shows_what_was_sent_and_where_the_error_is() {
    let sent = pairs(&[
        ("name", "x\"><script>"),
        ("count", "99"),
        ("day", "2026-11-22"),
        ("agreed", "true"),
    ]);
    let errors = vec![
        FieldError {
            field: "count".to_owned(),
            message: "must be at most 10".to_owned(),
        },
        FieldError {
            field: "name".to_owned(),
            message: "is <bad>".to_owned(),
        },
        FieldError {
            field: "name".to_owned(),
            message: "is short".to_owned(),
        },
        FieldError {
            field: String::new(),
            message: "no".to_owned(),
        },
    ];
    let form = FormContext::new("order".to_owned()).submitted(Arc::new(sent), Arc::new(errors));
    let field = Order::fields(&form);
    assert_eq!(
        field
            .name
            .hint("As on \"the\" card")
            .labelled("Your <name>")
            .as_str(),
        "<div class=\"pb-field\"><label for=\"order-name\">Your &lt;name&gt;</label>\
         <input type=\"text\" id=\"order-name\" name=\"name\" required aria-invalid=\"true\" aria-describedby=\"order-name-hint order-name-error\" \
         autofocus minlength=\"2\" value=\"x&quot;&gt;&lt;script&gt;\">\
         <p class=\"pb-hint\" id=\"order-name-hint\">As on &quot;the&quot; card</p>\
         <p class=\"pb-error\" id=\"order-name-error\">is &lt;bad&gt;; is short</p></div>"
    );
    // The focus goes to one control only.
    let count = field.count.input();
    assert!(count.as_str().contains("aria-invalid") && !count.as_str().contains("autofocus"));
    assert!(form.errors_shown());
    let left: Vec<&str> = form
        .errors_left()
        .iter()
        .map(|error| error.message.as_str())
        .collect();
    assert_eq!(left, ["must be at most 10", "no"]);
    let _ = field.count.error();
    assert_eq!(form.errors_left().len(), 1);
}

#[test]
fn a_checkbox_that_was_unchecked_stays_unchecked() {
    #[derive(FromForm)]
    struct Agree {
        agreed: bool,
    }
    let filled = || FormContext::new("f".to_owned()).filled(Agree { agreed: true }.write());
    let form = filled();
    assert_eq!(
        Agree::fields(&form).agreed.labelled("I agree").as_str(),
        "<div class=\"pb-field pb-check\"><input type=\"checkbox\" id=\"f-agreed\" name=\"agreed\" value=\"true\" checked>\
         <label for=\"f-agreed\">I agree</label><p class=\"pb-error\" id=\"f-agreed-error\"></p></div>"
    );
    let form = filled().submitted(Arc::default(), Arc::default());
    assert!(
        !Agree::fields(&form)
            .agreed
            .checkbox()
            .as_str()
            .contains("checked>")
    );
    assert!(Agree::decode(&[]).is_ok_and(|form| !form.agreed));
}

#[test]
fn a_list_with_gaps_is_shown_as_it_was_counted() {
    let sent = pairs(&[
        ("items[3].name", "b"),
        ("items[1].name", "a"),
        ("items[3].count", "x"),
        ("items[1].count", "1"),
    ]);
    let found = errors::<Order>(
        &sent
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect::<Vec<_>>(),
    );
    let errors = found
        .into_iter()
        .map(|(field, message)| FieldError { field, message })
        .collect();
    let form = FormContext::new("f".to_owned()).submitted(Arc::new(sent), Arc::new(errors));
    let field = Order::fields(&form);
    let items: Vec<_> = field.items.iter().collect();
    let names: Vec<_> = items
        .iter()
        .map(|item| (item.name.name(), item.name.value()))
        .collect();
    assert_eq!(names, [("items[0].name", "a"), ("items[1].name", "b")]);
    assert!(
        items[1]
            .count
            .error()
            .as_str()
            .contains("must be a whole number")
    );
    assert_eq!(items[1].count.id(), "f-items[1].count");
}

#[test]
fn attributes_are_escaped_and_win_over_ours() {
    let form = FormContext::new("f".to_owned());
    let name = Order::fields(&form)
        .name
        .attr("type", "search")
        .attr("placeholder", "\"Ada\"")
        .attr("required", "");
    assert_eq!(
        name.input().as_str(),
        "<input type=\"search\" id=\"f-name\" name=\"name\" required minlength=\"2\" placeholder=\"&quot;Ada&quot;\">"
    );
}

#[test]
#[should_panic(expected = "cannot be the name of an attribute")]
fn an_attribute_name_that_is_none_panics() {
    let form = FormContext::new("f".to_owned());
    let _ = Order::fields(&form).name.attr("x onclick=alert(1)", "");
}

#[test]
fn fields_render_unescaped_in_both_engines() {
    #[derive(FromForm)]
    struct One {
        topic: Topic,
        name: String,
    }
    #[derive(askama::Template)]
    #[template(source = "{{ name }}{{ select }}", ext = "html")]
    struct Shown<'f> {
        name: postback::Html,
        select: postback::Choices<'f>,
    }
    let form = FormContext::new("f".to_owned());
    let field = One::fields(&form);
    let expected = format!("{}{}", field.name.labelled("Name"), field.topic.select());
    assert_eq!(
        maud::html! { (field.name.labelled("Name")) (field.topic.select()) }.0,
        expected
    );
    let askama = postback::Html::from_template(&Shown {
        name: field.name.labelled("Name"),
        select: field.topic.select(),
    });
    assert_eq!(askama.unwrap().as_str(), expected);
    assert!(
        One::decode(&pairs(&[("topic", "rust"), ("name", "")]))
            .is_ok_and(|one| one.topic == Topic::Rust && one.name.is_empty())
    );
}
