//! A form with buttons of other actions says which form it is, and its action was renamed since.

use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use postback::{
    Actions, Form, FromForm, Invalid, Keys, Page, Postback, Result, Upload, action, actions, page,
};

use crate::support::{Answer, get as load, query_of, send};

#[derive(FromForm)]
struct Draft {
    title: String,
    #[form(max = "1 KiB")]
    file: Option<Upload>,
}

fn refused(Draft { title, .. }: Draft) -> Result<()> {
    Err(Invalid::field("title", format!("is not {title:?}")))
}

/// The one that has a button in the forms of the others.
#[action(public)]
async fn preview(Form(draft): Form<Draft>) -> Result<()> {
    refused(draft)
}

mod before {
    use super::*;

    #[action(public)]
    pub(super) async fn write(Form(draft): Form<Draft>) -> Result<()> {
        refused(draft)
    }

    pub(super) async fn shown(page: Page) -> Markup {
        let form = page.form::<write>();
        let preview = page.form::<preview>().url_in(&form);
        html! { (DOCTYPE) title { "Before" } (form.open(html! {
            (form.fields().title.labelled("Title")) (form.fields().file.labelled("File")) button { "Write" }
            button formaction=(preview) { "Preview" }
        })) }
    }
}

mod after {
    use super::*;

    #[action(public, was = "it::kept::renamed::before::write")]
    pub(super) async fn publish(Form(draft): Form<Draft>) -> Result<()> {
        refused(draft)
    }

    pub(super) async fn shown(page: Page) -> Markup {
        let form = page.form::<publish>();
        let preview = page.form::<preview>().url_in(&form);
        html! { (DOCTYPE) title { "After" } (form.open(html! {
            (form.fields().title.labelled("Title")) (form.fields().file.labelled("File")) button { "Publish" }
            button formaction=(preview) { "Preview" }
        })) }
    }
}

fn site(keys: &Keys, actions: Actions<()>, shown: axum::routing::MethodRouter<()>) -> Router {
    Postback::new(Router::new().route("/", page(shown)))
        .actions(actions.merge(actions![preview]))
        .keys(keys.clone())
        .with_state(())
}

/// As the form of before sends it.
async fn post(app: &Router, target: &str, enhanced: bool) -> Answer {
    let part = |name: &str, more: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let body = part("title", "", "Ada")
        + &part("file", "; filename=\"a.txt\"", "text")
        + &part("_form", "", "write")
        + "--b--\r\n";
    let mut request =
        Request::post(target).header("content-type", "multipart/form-data; boundary=b");
    if enhanced {
        request = request.header("postback-request", "1");
    }
    send(app, request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn what_was_typed_comes_back_into_the_form_of_the_action_by_its_new_name() {
    let keys = Keys::random();
    let before = load(
        &site(&keys, actions![before::write], get(before::shown)),
        "/",
    )
    .await;
    let after = |keys: &Keys| site(keys, actions![after::publish], get(after::shown));
    for (app, action, status) in [
        (after(&keys), "write", 422),
        (after(&keys), "preview", 422),
        (after(&Keys::random()), "write", 409),
        (after(&Keys::random()), "preview", 409),
    ] {
        for enhanced in [false, true] {
            let target = format!("/?{}", query_of(&before, action));
            let answer = post(&app, &target, enhanced).await;
            let text = answer.text();
            assert_eq!(answer.status, status, "{text}");
            assert!(text.contains("value=\"Ada\""), "{action} {status}: {text}");
            assert!(!text.contains("What you entered</"), "{text}");
            // To the runtime it is another form, in which no file is chosen.
            assert!(text.contains("must be chosen again"), "{text}");
        }
    }
}
