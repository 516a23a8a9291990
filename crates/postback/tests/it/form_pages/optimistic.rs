//! What a form shows before its answer is there: in the page, and never a part of it.

use std::sync::Mutex;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Arg, Conflict, Form, FromForm, Html, Keys, Optimistic, Page, Postback, Result, action, actions,
    page,
};
use postback_testing::both_ways;

#[derive(FromForm, garde::Validate)]
pub(crate) struct NewTask {
    #[garde(length(utf16, min = 2))]
    title: String,
    #[form(password)]
    #[garde(skip)]
    code: Option<String>,
}

/// Which of two tasks are done.
type Tasks = std::sync::Arc<Mutex<[bool; 2]>>;

#[action(public)]
pub(crate) async fn set_done(
    State(tasks): State<Tasks>,
    Arg(task): Arg<usize>,
    Arg(done): Arg<bool>,
) -> Result<()> {
    if task == 1 {
        return Err(Conflict::new("Somebody else is at it"));
    }
    tasks.lock().unwrap()[task] = done;
    Ok(())
}

#[action(public)]
pub(crate) async fn add_task(Form(_): Form<NewTask>) -> Result<()> {
    Ok(())
}

fn row(page: &Page, task: usize, done: bool) -> Markup {
    let form = page.form::<set_done>().bind((task, !done)).keyed(task);
    html! {
        li id={ "task-" (task) } .done[done] {
            (form.open(html! {
                button aria-pressed=(done) { @if done { "Reopen" } @else { "Done" } }
                (Optimistic::replace("closest li", || row(page, task, !done)))
            }))
            @if form.is_done() { p role="status" { "Saved" } }
        }
    }
}

async fn home(page: Page, State(tasks): State<Tasks>) -> Markup {
    let done = *tasks.lock().unwrap();
    let add = page.form::<add_task>();
    let field = add.fields();
    html! { body {
        h1 { "Tasks" }
        ul #tasks { @for task in 0..2 { (row(&page, task, done[task])) } }
        (add.open(html! {
            (field.title.labelled("Title"))
            button { "Add" }
            (Optimistic::append("#tasks", || html! { li { (field.title.slot()) (page.notice()) } }))
        }))
    } }
}

fn app() -> Router {
    Postback::new(Router::new().route("/", page(get(home))))
        .keys(Keys::random())
        .actions(actions![set_done, add_task])
        .with_state(Tasks::default())
}

#[tokio::test]
async fn a_row_that_contains_its_next_state_works_both_ways() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/").await;
            assert_eq!(page.find_all("#tasks li").len(), 2);
            assert_eq!(page.forms::<set_done>().len(), 2);
            let page = page.form_in::<set_done>("#task-0").submit().await;
            assert_eq!(page.find("#task-0 button"), "Reopen");
            assert_eq!(page.find("#task-0 [role=status]"), "Saved");
            let page = page.form_in::<set_done>("#task-0").submit().await;
            assert_eq!(page.find("#task-0 button"), "Done");
        },
    )
    .await;
}

#[tokio::test]
async fn the_next_state_posts_the_opposite_under_the_same_id() {
    let page = postback_testing::Browser::new(app()).get("/").await;
    let html = page.html();
    let (_, row) = html.split_once("id=\"task-0\"").unwrap();
    let (seen, rest) = row.split_once("<template").unwrap();
    let (next, _) = rest.split_once("</template>").unwrap();
    for state in [seen, next] {
        assert_eq!(state.matches("id=\"set_done-0\"").count(), 1, "{state}");
    }
    let arguments = |state: &str| {
        let (_, rest) = state.split_once("_args=").unwrap();
        rest.split_once("&amp;").unwrap().0.to_owned()
    };
    assert_ne!(arguments(seen), arguments(next));
    assert!(arguments(seen).contains("true") && arguments(next).contains("false"));
    assert!(!next.contains("<template"));
}

#[tokio::test]
async fn the_form_that_is_seen_says_how_it_went_and_not_its_next_state() {
    both_ways(
        async || app(),
        async |browser| {
            let page = browser.get("/").await;
            let page = page.form_in::<set_done>("#task-1").submit().await;
            assert_eq!(page.status(), 409);
            page.assert_text("Somebody else is at it");
            assert_eq!(page.find_all(".pb-summary").len(), 1);
            assert_eq!(page.html().matches("Somebody else is at it").count(), 1);
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_in_a_template_is_no_part_of_the_page() {
    let page = postback_testing::Browser::new(app()).get("/").await;
    assert!(page.html().contains("data-pb-slot=\"title\""));
    assert!(!page.has("[data-pb-slot]") && !page.has("[aria-pressed=true]"));
    assert_eq!(page.form::<add_task>().fields(), ["title"]);
    assert_eq!(page.text(), "Tasks Done Done Title Add");
}

#[test]
#[should_panic(expected = "`code` is never shown")]
fn a_password_has_no_slot() {
    let form = postback::__private::form::FormContext::new("add_task".to_owned());
    let _ = NewTask::fields(&form).code.slot();
}

#[test]
fn it_stands_in_any_template_engine() {
    #[derive(askama::Template)]
    #[template(source = "<form>{{ part }}</form>", ext = "html")]
    struct Shown {
        part: Optimistic,
    }
    let part = Optimistic::text("button", "a < b");
    let page = Html::from_template(&Shown { part: part.clone() }).unwrap();
    assert_eq!(
        page.as_str(),
        "<form><template data-pb-optimistic=\"text\" data-pb-target=\"button\">a &lt; b</template></form>"
    );
    assert_eq!(html! { form { (part) } }.0, page.as_str());
}
