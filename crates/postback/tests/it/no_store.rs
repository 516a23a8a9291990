//! What a browser keeps of a page that shows what was sent: for its Back, unless the app says no.

use crate::support::{self, document, query_of, sent};
use axum::Router;
use axum::routing::get;
use http::{HeaderMap, HeaderValue, header};
use postback::{
    Form, FromForm, Html, Keys, Page, Postback, Redirect, Result, action, actions, page,
};

#[derive(FromForm, garde::Validate)]
struct Note {
    #[garde(length(utf16, min = 5))]
    text: String,
}

#[action(public)]
async fn save(Form(note): Form<Note>) -> Result<String> {
    Ok(note.text)
}

#[action(public, no_store)]
async fn recover(Form(note): Form<Note>) -> Result<Redirect> {
    Ok(Redirect::to("/code").flash(note.text))
}

#[action(public, no_store)]
async fn confess(Form(note): Form<Note>) -> Result<String> {
    Ok(note.text)
}

#[action(public)]
async fn refuse() -> Result<()> {
    Err(postback::Conflict::new("Not now"))
}

/// The form of `confess` has a button of another action.
async fn pressed(page: Page) -> Html {
    let form = page.form::<confess>();
    let refuse = page.form::<refuse>().url_in(&form);
    let button = format!("<button formaction=\"{refuse}\">No</button>");
    form.open(Html::from_trusted(format!(
        "{}{button}",
        form.fields().text.labelled("Secret")
    )))
}

async fn notes(page: Page) -> Html {
    let (save, confess) = (page.form::<save>(), page.form::<confess>());
    let said = [save.done(), confess.done()].map(|done| done.cloned().unwrap_or_default());
    document([
        save.open(save.fields().text.labelled("Note")),
        confess.open(confess.fields().text.labelled("Secret")),
        Html::from_trusted(said.concat()),
    ])
}

async fn strict(page: Page) -> (HeaderMap, Html) {
    let own = HeaderValue::from_static("no-store, max-age=0");
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, own)]);
    (headers, notes(page).await)
}

async fn broken(page: Page) -> Result<Html> {
    match page.form::<save>().fields().text.value() {
        "" => Ok(notes(page).await),
        _ => Err("the page cannot show this".into()),
    }
}

fn site(postback: impl Fn(Router) -> Postback<()>) -> Router {
    let pages = Router::new()
        .route("/", page(get(notes)))
        .route("/pressed", page(get(pressed)))
        .route("/strict", page(get(strict)))
        .route("/broken", page(get(broken)));
    postback(pages).with_state(())
}

fn kept(pages: Router) -> Postback<()> {
    Postback::new(pages)
        .actions(actions![save, confess, refuse])
        .keys(Keys::random())
}

/// The `Cache-Control` of the page that shows how it ended.
async fn cache_control(site: &Router, path: &str, action: &str, text: &str) -> String {
    let query = query_of(&support::get(site, path).await, action);
    let target = format!("{path}?{query}");
    let enhanced = sent(site, &target, format!("text={text}"), &[], true).await;
    assert!(
        enhanced
            .header("cache-control")
            .unwrap()
            .contains("no-store")
    );
    let mut answer = sent(site, &target, format!("text={text}"), &[], false).await;
    if answer.status == 303 {
        assert!(answer.header("cache-control").unwrap().contains("no-store"));
        let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
        let shown = support::request("GET", path, &[("cookie", &cookie)]);
        answer = support::send(site, shown).await;
    }
    assert!(answer.text().contains(text), "{}", answer.text());
    answer.header("cache-control").unwrap().to_owned()
}

#[tokio::test]
async fn back_finds_a_refused_form_and_the_page_that_says_how_it_went() {
    let site = site(kept);
    for text in ["no", "a long note"] {
        assert_eq!(
            cache_control(&site, "/", "save", text).await,
            "private, no-cache"
        );
    }
    // The page that stands in for one that fails has it, too.
    assert_eq!(
        cache_control(&site, "/broken", "save", "no").await,
        "private, no-cache"
    );
}

#[tokio::test]
async fn nothing_is_kept_of_an_action_that_says_so_nor_of_a_page_that_does() {
    let site = site(kept);
    for text in ["no", "a long note"] {
        assert_eq!(
            cache_control(&site, "/", "confess", text).await,
            "private, no-store"
        );
        assert_eq!(
            cache_control(&site, "/strict", "save", text).await,
            "no-store, max-age=0"
        );
    }
}

#[tokio::test]
async fn nothing_is_kept_of_a_form_that_says_so_whatever_its_button_called() {
    let site = site(kept);
    let shown = cache_control(&site, "/pressed", "refuse", "mine").await;
    assert_eq!(shown, "private, no-store");
}

#[tokio::test]
async fn nothing_is_kept_where_the_app_says_so() {
    let site = site(|pages| kept(pages).no_store());
    for (path, text) in [("/", "no"), ("/", "a long note"), ("/broken", "no")] {
        assert_eq!(
            cache_control(&site, path, "save", text).await,
            "private, no-store"
        );
    }
}

#[tokio::test]
async fn an_action_whose_id_is_gone_still_keeps_nothing() {
    let (old, new) = (site(kept), site(kept));
    let query = query_of(&support::get(&old, "/").await, "confess");
    let answer = sent(&new, &format!("/?{query}"), "text=mine".into(), &[], false).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("mine"));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
}

async fn code(page: Page) -> Html {
    document([page.notice().to_string()])
}

async fn recovery(page: Page) -> Html {
    let form = page.form::<recover>();
    document([form.open(form.fields().text.labelled("Note"))])
}

#[tokio::test]
async fn what_came_of_it_is_kept_nowhere_on_another_page_either() {
    let pages = Router::new()
        .route("/", page(get(recovery)))
        .route("/code", get(code));
    let site = Postback::new(pages)
        .actions(actions![recover])
        .keys(Keys::random())
        .with_state(());
    let query = query_of(&support::get(&site, "/").await, "recover");
    let answer = sent(
        &site,
        &format!("/?{query}"),
        "text=12345".into(),
        &[],
        false,
    )
    .await;
    assert_eq!(answer.header("location"), Some("/code"));
    let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
    let shown = support::request("GET", "/code", &[("cookie", &cookie)]);
    let shown = support::send(&site, shown).await;
    assert!(shown.text().contains("12345"));
    assert_eq!(shown.header("cache-control"), Some("private, no-store"));
}
