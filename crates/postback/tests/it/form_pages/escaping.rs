//! Nothing that came from outside is markup, wherever it comes back.

use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Arg, Conflict, Done, Form, FromForm, Html, Invalid, Page, Result, Search, action, actions,
};
use postback_testing::Browser;

use super::{one_page, raw, text};

const EVIL: &str = "\"'><script>alert(1)</script>&lt;</textarea></title><!--";

/// The form of the page that has fields; its id is a fingerprint.
const FIRST: &str = "form:first-of-type";

#[derive(FromForm)]
pub(crate) struct Input {
    text: String,
    #[form(multiline)]
    long: String,
    number: u8,
    list: Vec<String>,
    what: Option<String>,
}

#[action(public)]
pub(crate) async fn echo(Arg(row): Arg<String>, Form(form): Form<Input>) -> Result<Done<String>> {
    let _ = (row, form.long, form.number, form.list);
    match form.what.as_deref() {
        Some("field") => Err(Invalid::field(form.text.clone(), form.text)),
        Some("conflict") => Err(Conflict::new(form.text)),
        Some("flash") => Ok(Done::new(form.text.clone()).flash(form.text)),
        _ => Err("broken".into()),
    }
}

#[derive(FromForm)]
pub(crate) struct Filter {
    word: Option<String>,
    page: Option<u8>,
}

async fn home(page: Page, search: Search<Filter>) -> Markup {
    let form = page.form::<echo>().bind(EVIL.to_owned());
    let form = form.attr("class", "old").attr("Class", EVIL);
    let (field, filter) = (form.fields(), search.fields());
    html! { body {
        (page.notice())
        (form.open(html! {
            (field.text.hint(EVIL).labelled(EVIL)) (field.long.labelled("Long")) (field.number.labelled("Number"))
            (field.list.select().options([(EVIL, EVIL)]).labelled("List")) (field.what.hidden())
            button { "Send" }
        }))
        @if let Some(done) = form.done() { p { (done) } }
        (search.open(html! { (filter.word.labelled("Word")) (filter.page.labelled("Page")) }))
        a href=(search.url_with("page", EVIL)) { (page.url()) }
        (page.form::<echo>().bind("x".to_owned()).keyed(EVIL).open(html! {}))
    } }
}

fn app() -> Router {
    one_page(get(home)).actions(actions![echo]).with_state(())
}

fn is_clean(html: &str) -> bool {
    let html = html.to_lowercase();
    !html.contains("<script")
        && !html.contains("<!--")
        && !html.contains("</title>x")
        && !html.contains("'><")
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn what_is_typed_is_text_wherever_it_comes_back() {
    let (app, evil) = (app(), encoded(EVIL));
    for (what, number, status) in [
        ("field", "1", 422),
        ("conflict", "1", 409),
        ("fails", "1", 500),
        ("", &*evil, 422),
    ] {
        let fields = format!(
            "text={evil}&long={evil}&number={number}&list={evil}&list=x&what={what}&{evil}={evil}"
        );
        let (answered, html) = raw(
            &app,
            "/",
            "echo",
            "application/x-www-form-urlencoded",
            &fields,
        )
        .await;
        assert_eq!(answered, status, "{html}");
        assert!(is_clean(&html), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
    }
}

#[tokio::test]
async fn what_comes_back_is_what_was_typed() {
    let form = Browser::new(app()).get("/").await.form_at(FIRST);
    let form = form
        .tamper("text", EVIL)
        .tamper("long", EVIL)
        .tamper("number", "x");
    let page = form.submit().await;
    assert_eq!(page.status(), 422);
    let form = page.form_at(FIRST);
    assert_eq!(
        (form.value("text"), form.value("long")),
        (EVIL.to_owned(), EVIL.to_owned())
    );
    let form = form.tamper("number", "1").tamper("what", "flash");
    let page = form.submit().await;
    assert_eq!(page.notice(), EVIL);
    assert!(is_clean(page.html()));
}

#[tokio::test]
async fn an_attribute_of_a_form_is_there_once_and_cannot_leave_its_place() {
    let page = Browser::new(app()).get("/").await;
    let (_, form) = page.html().split_once("<form ").unwrap();
    let (tag, _) = form.split_once("><label").unwrap_or((form, ""));
    assert!(
        tag.contains(" Class=\"&quot;&#39;&gt;&lt;script&gt;"),
        "{tag}"
    );
    assert!(!tag.contains("class=\"old\""), "{tag}");
}

#[tokio::test]
async fn what_makes_it_the_form_of_its_action_cannot_be_changed() {
    async fn changed(page: Page) -> Html {
        let form = page.form::<echo>().bind("x".to_owned());
        form.attr("Action", "/elsewhere").open(Html::default())
    }
    let app = one_page(get(changed))
        .actions(actions![echo])
        .with_state(());
    assert_eq!(Browser::new(app).get("/").await.status(), 500);
}

#[tokio::test]
async fn an_address_is_text_too() {
    let (app, evil) = (app(), encoded(EVIL));
    for query in [
        format!("word={evil}&page={evil}"),
        format!("{evil}={evil}"),
        format!("_k={evil}&_args={evil}&word=x"),
    ] {
        let request = Request::get(format!("/?{query}"))
            .body(axum::body::Body::empty())
            .unwrap();
        let (status, html) = text(&app, request).await;
        assert_eq!(status, 200);
        assert!(is_clean(&html), "{html}");
    }
    for query in [
        format!("_action={evil}"),
        format!("_action=echo.{evil}&_k={evil}&_args={evil}"),
        format!("_action=echo.x&_action={evil}"),
        format!("{evil}&_action=echo.x&_once={evil}"),
    ] {
        let request = Request::post(format!("/?{query}"))
            .header("content-type", "application/x-www-form-urlencoded");
        let body = axum::body::Body::from(format!("text={evil}&{evil}=x"));
        let (status, html) = text(&app, request.body(body).unwrap()).await;
        assert!(matches!(status, 400 | 409), "{status} {query}");
        assert!(is_clean(&html), "{html}");
    }
}

/// A page that writes attributes without quotes of its own takes pieces as they are.
#[tokio::test]
async fn a_piece_of_html_is_not_escaped_a_second_time() {
    #[derive(askama::Template)]
    #[template(
        source = "<body>{{ notice }}{{ form }}<p>{{ text }}</p></body>",
        ext = "html"
    )]
    struct Template<'a> {
        notice: Html,
        form: Html,
        text: &'a str,
    }
    async fn by_askama(page: Page) -> Result<Html> {
        let form = page.form::<echo>().bind("x".to_owned());
        let field = form.fields();
        let inside = format!(
            "{}{}{}<button>Send</button>",
            field.text.labelled(EVIL),
            field.number.labelled("N"),
            field.what.hidden()
        );
        let form = form.open(Html::from_trusted(inside));
        Ok(Html::from_template(&Template {
            notice: page.notice(),
            form,
            text: EVIL,
        })?)
    }
    let app = one_page(get(by_askama))
        .actions(actions![echo])
        .with_state(());
    let page = Browser::new(app).get("/").await;
    let form = page
        .form::<echo>()
        .fill("text", EVIL)
        .tamper("long", "")
        .tamper("number", "x");
    let page = form.submit().await;
    assert_eq!(
        page.form::<echo>().error("number"),
        "must be a whole number"
    );
    assert_eq!(
        (page.form::<echo>().value("text"), page.find("body > p")),
        (EVIL.to_owned(), EVIL.to_owned())
    );
    assert!(is_clean(page.html()));
    let page = page
        .form::<echo>()
        .tamper("number", "1")
        .tamper("long", "")
        .tamper("what", "flash")
        .submit()
        .await;
    assert_eq!(page.notice(), EVIL);
}
