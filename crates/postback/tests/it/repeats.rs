//! Repeats of a submission run once: double clicks, reloads, the back button.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::user::User;
use crate::support::{
    Answer, form_of, get_request, log, only_target, page_with, post_request, send, targets,
};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use postback::{
    Arg, Conflict, Done, Form, FromForm, Html, Invalid, Keys, Page, Postback, Redirect, Result,
    action, actions, page,
};
use postback_testing::Browser;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

#[derive(Clone)]
struct World {
    runs: Arc<Mutex<Vec<String>>>,
    gate: Arc<Semaphore>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            runs: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        }
    }
}

impl World {
    /// Counts this run, and holds it up until the test lets it go on.
    async fn run(&self, what: impl Into<String>) -> u32 {
        let number = {
            let mut runs = self.runs.lock().unwrap();
            runs.push(what.into());
            runs.len()
        };
        self.gate.acquire().await.unwrap().forget();
        number.try_into().unwrap()
    }

    fn runs(&self) -> Vec<String> {
        self.runs.lock().unwrap().clone()
    }

    fn open(&self) {
        self.gate.add_permits(1000);
    }
}

#[action]
async fn order(caller: User, State(world): State<World>) -> Result<Done<u32>> {
    let number = world.run(caller.0).await;
    Ok(Done::new(number).flash(format!("order {number}")))
}

#[action]
async fn order_of(_caller: User, State(world): State<World>, Arg(id): Arg<u32>) -> Result<()> {
    world.run(format!("of {id}")).await;
    Ok(())
}

#[action(public)]
async fn subscribe(State(world): State<World>) -> Result<()> {
    world.run("public").await;
    Ok(())
}

#[action]
async fn fails(_caller: User, State(world): State<World>) -> Result<()> {
    world.run("fails").await;
    panic!("secret cause")
}

#[action(once)]
async fn pay(caller: User, State(world): State<World>) -> Result<Redirect> {
    let number = world.run(caller.0).await;
    Ok(Redirect::to(format!("/paid?number={number}")))
}

#[derive(FromForm)]
struct Pledge {
    text: String,
}

#[action(public, once)]
async fn pledge(State(world): State<World>, Form(pledge): Form<Pledge>) -> Result<Done<u32>> {
    let number = world.run(format!("pledge {}", pledge.text)).await;
    Ok(Done::new(number).flash(format!("pledge {number}")))
}

/// More than 16 of its outcomes are not remembered together.
#[action(public)]
async fn speaks(State(world): State<World>, Form(pledge): Form<Pledge>) -> Result<Done<()>> {
    world.run("speaks").await;
    let large = "x".repeat(1 << 20);
    match &*pledge.text {
        "flash" => Ok(Done::new(()).flash(large)),
        "errors" => Err(Invalid::field("text", large)),
        "conflict" => Err(Conflict::new(large)),
        "headers" => Ok(Done::new(()).with([("x-large", large)])),
        _ => Ok(Done::new(())),
    }
}

async fn speech(page: Page) -> Html {
    page_with(&page, &[form_of::<speaks>(&page)])
}

async fn shop(page: Page) -> Html {
    page_with(&page, &[form_of::<order>(&page)])
}

async fn rows(page: Page) -> Html {
    let row = |id| {
        let form = page.form::<order_of>().bind(id);
        form.open(Html::from_trusted("<button>Order</button>"))
    };
    page_with(&page, &[row(1), row(2)])
}

async fn news(page: Page) -> Html {
    page_with(&page, &[form_of::<subscribe>(&page)])
}

async fn fragile(page: Page) -> Html {
    page_with(&page, &[form_of::<fails>(&page)])
}

async fn till(page: Page) -> Html {
    page_with(&page, &[form_of::<pay>(&page)])
}

/// As a handler that would be asked less often.
async fn kept(page: Page) -> impl IntoResponse {
    let headers = [
        ("cache-control", "public, max-age=60"),
        ("etag", "\"1\""),
        ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ];
    (headers, till(page).await)
}

async fn secret(page: Page) -> impl IntoResponse {
    let headers = [("cache-control", "max-age=0, No-Store"), ("etag", "\"1\"")];
    (headers, till(page).await)
}

async fn pledges(page: Page) -> Html {
    let form = page.form::<pledge>();
    let text = form.fields().text.labelled("Text");
    let body = Html::from_trusted(format!("{text}<button>Pledge</button>"));
    page_with(&page, &[form.open(body)])
}

async fn paid(page: Page) -> Html {
    page_with(&page, &[Html::from_trusted("<p>Paid.</p>")])
}

fn app(world: &World) -> Router {
    built(world, Keys::random())
}

fn built(world: &World, keys: Keys) -> Router {
    log::switch_on();
    let pages = Router::new()
        .route("/shop", page(get(shop)))
        .route("/other", page(get(shop)))
        .route("/rows", page(get(rows)))
        .route("/news", page(get(news)))
        .route("/fragile", page(get(fragile)))
        .route("/till", page(get(till)))
        .route("/kept", page(get(kept)))
        .route("/secret", page(get(secret)))
        .route("/pledges", page(get(pledges)))
        .route("/speech", page(get(speech)))
        .route("/paid", get(paid));
    Postback::new(pages)
        .keys(keys)
        .actions(actions![
            order, order_of, subscribe, fails, pay, pledge, speaks
        ])
        .with_state(world.clone())
}

const ANN: (&str, &str) = ("x-user", "ann");
const BOB: (&str, &str) = ("x-user", "bob");
const ENHANCED: (&str, &str) = ("postback-request", "1");

/// Sends all of them before the first one ends.
async fn together(
    app: &Router,
    world: &World,
    requests: impl IntoIterator<Item = (&str, Vec<(&str, &str)>)>,
) -> Vec<Answer> {
    let requests = requests
        .into_iter()
        .map(|(target, headers)| (target, headers, ""));
    all_together(app, world, requests).await
}

async fn all_together(
    app: &Router,
    world: &World,
    requests: impl IntoIterator<Item = (&str, Vec<(&str, &str)>, &'static str)>,
) -> Vec<Answer> {
    let requests: Vec<JoinHandle<Answer>> = requests
        .into_iter()
        .map(|(target, headers, body)| {
            let (app, request) = (app.clone(), post_request(target, &headers, body));
            tokio::spawn(async move { send(&app, request).await })
        })
        .collect();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    world.open();
    let mut answers = Vec::new();
    for request in requests {
        answers.push(request.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn two_clicks_at_once_run_the_action_once_and_both_get_its_outcome() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/shop", &[]).await;
    let answers = together(&app, &world, [(&*target, vec![ANN]), (&*target, vec![ANN])]).await;
    assert_eq!(world.runs(), ["ann"]);
    for answer in answers {
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), Some("./shop"));
        let cookie = answer
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap();
        let page = send(&app, get_request("/shop", &[("cookie", cookie)])).await;
        assert!(page.text().contains("order 1"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_plain_post_and_an_enhanced_request_join_and_each_gets_its_kind_of_answer() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/shop", &[]).await;
    let requests = [(&*target, vec![ANN]), (&*target, vec![ANN, ENHANCED])];
    let answers = together(&app, &world, requests).await;
    assert_eq!(world.runs(), ["ann"]);
    assert_eq!(answers[0].status, 303);
    assert_eq!(answers[1].status, 200);
    assert!(
        answers[1].text().starts_with("{\"v\":1,\"ok\":true"),
        "{}",
        answers[1].text()
    );
    assert!(answers[1].text().contains("order 1"));
}

#[tokio::test]
async fn another_caller_page_form_or_argument_is_another_submission() {
    let world = World::default();
    let app = app(&world);
    let shop = only_target(&app, "/shop", &[]).await;
    let other = only_target(&app, "/other", &[]).await;
    let with_query = only_target(&app, "/shop?size=2", &[]).await;
    let keyed = format!("{shop}&_k=left");
    let page = send(&app, get_request("/rows", &[])).await;
    let rows = targets("/rows", &page.text());
    let requests = [
        (&*shop, vec![ANN]),
        (&*shop, vec![BOB]),
        (&*other, vec![ANN]),
        (&*with_query, vec![ANN]),
        (&*keyed, vec![ANN]),
        (&*rows[0], vec![ANN]),
        (&*rows[1], vec![ANN]),
    ];
    together(&app, &world, requests).await;
    let mut runs = world.runs();
    runs.sort();
    assert_eq!(runs, ["ann", "ann", "ann", "ann", "bob", "of 1", "of 2"]);
}

#[tokio::test]
async fn one_after_the_other_both_run() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/shop", &[]).await;
    for _ in 0..2 {
        send(&app, post_request(&target, &[ANN], "")).await;
    }
    assert_eq!(world.runs(), ["ann", "ann"]);
}

#[tokio::test]
async fn strangers_who_send_the_same_both_run() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/news", &[]).await;
    together(&app, &world, [(&*target, vec![]), (&*target, vec![])]).await;
    assert_eq!(world.runs(), ["public", "public"]);
}

/// To run it again would be a retry that nobody asked for: the first one may have had effects.
#[tokio::test]
async fn both_get_the_failure_of_the_one_that_panicked() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/fragile", &[]).await;
    let answers = together(&app, &world, [(&*target, vec![ANN]), (&*target, vec![ANN])]).await;
    assert_eq!(world.runs(), ["fails"]);
    let digest = answers[0].header("postback-digest").unwrap();
    assert_eq!(digest.len(), 8);
    for answer in &answers {
        assert_eq!(answer.status, 500);
        assert_eq!(answer.header("postback-digest"), Some(digest));
        assert!(answer.text().contains(digest));
    }
    // It is over: the next one is a new submission.
    send(&app, post_request(&target, &[ANN], "")).await;
    assert_eq!(world.runs(), ["fails", "fails"]);
}

#[tokio::test]
async fn one_who_waits_for_a_first_that_went_away_still_gets_its_outcome() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/shop", &[]).await;
    let start = || {
        let (app, request) = (app.clone(), post_request(&target, &[ANN], ""));
        tokio::spawn(async move { send(&app, request).await })
    };
    let first = start();
    while world.runs().is_empty() {
        tokio::task::yield_now().await;
    }
    let second = start();
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    world.open();
    assert_eq!(second.await.unwrap().status, 303);
    assert_eq!(world.runs(), ["ann"]);
}

#[tokio::test(start_paused = true)]
async fn a_form_that_counts_once_gives_its_first_outcome_for_ten_minutes_and_then_asks_to_look() {
    for enhanced in [false, true] {
        let headers = if enhanced { &[ENHANCED][..] } else { &[] };
        let world = World::default();
        let app = app(&world);
        world.open();
        let target = only_target(&app, "/pledges", &[]).await;
        let sent = async || send(&app, post_request(&target, headers, "text=kept")).await;
        for wait in [0, 1, 598] {
            tokio::time::advance(Duration::from_secs(wait)).await;
            let answer = sent().await;
            assert_eq!(answer.status, if enhanced { 200 } else { 303 }, "{wait}");
        }
        let log = log::keep();
        for wait in [2, 24 * 3_600 - 602, 1, 24 * 3_600] {
            tokio::time::advance(Duration::from_secs(wait)).await;
            let answer = sent().await;
            assert_eq!(answer.status, 409, "{wait}");
            for part in ["no longer knows whether it was sent", "value=\"kept\""] {
                assert!(answer.text().contains(part), "{}", answer.text());
            }
            assert_eq!(answer.text().contains("\"outcome\":\"stale\""), enhanced);
        }
        assert_eq!(world.runs(), ["pledge kept"]);
        let lines = log.lines("postback::refused");
        let unfit: Vec<_> = lines.iter().map(|line| &*line.fields["unfit"]).collect();
        assert_eq!(unfit, ["Sent", "Sent", "Earlier", "Earlier"]);
        // Whoever has looked sends it from the fresh page.
        let again = sent().await;
        let fresh = targets("/pledges", &again.text()).remove(0);
        send(&app, post_request(&fresh, headers, "text=kept")).await;
        assert_eq!(world.runs().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_form_that_counts_once_and_was_never_sent_is_good_for_a_day() {
    for (seconds, status) in [(24 * 3_600 - 1, 303), (24 * 3_600, 409)] {
        let world = World::default();
        let app = app(&world);
        world.open();
        let target = only_target(&app, "/till", &[]).await;
        tokio::time::advance(Duration::from_secs(seconds)).await;
        let answer = send(&app, post_request(&target, &[ANN], "")).await;
        assert_eq!(answer.status, status);
        assert_eq!(world.runs().len(), usize::from(status == 303));
    }
}

/// A repeat late enough to be told nothing, of one that nobody let end.
#[tokio::test(start_paused = true)]
async fn a_form_that_counts_once_and_was_refused_before_it_ran_may_still_run() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/pledges", &[]).await;
    assert_eq!(send(&app, post_request(&target, &[], "")).await.status, 422);
    tokio::time::advance(Duration::from_secs(601)).await;
    assert_eq!(send(&app, post_request(&target, &[], "")).await.status, 422);
    assert_eq!(
        send(&app, post_request(&target, &[], "text=x"))
            .await
            .status,
        303
    );
    assert_eq!(world.runs(), ["pledge x"]);
}

/// A layer of the app that gives up on what it waits for drops the action in the middle.
#[tokio::test]
async fn a_form_that_counts_once_and_was_cut_off_is_not_run_again() {
    let world = World::default();
    let gives_up = async |request: axum::extract::Request, next: axum::middleware::Next| {
        let mut next = Box::pin(next.run(request));
        for _ in 0..20 {
            match futures_util::poll!(&mut next) {
                std::task::Poll::Ready(response) => return response,
                std::task::Poll::Pending => tokio::task::yield_now().await,
            }
        }
        http::StatusCode::GATEWAY_TIMEOUT.into_response()
    };
    let pages = Router::new()
        .route("/pledges", page(get(pledges)))
        .layer(axum::middleware::from_fn(gives_up));
    let app = Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![pledge])
        .with_state(world.clone());
    let target = only_target(&app, "/pledges", &[]).await;
    let cut = send(&app, post_request(&target, &[], "text=x")).await;
    assert_eq!(cut.status, 504, "{}", cut.text());
    world.open();
    let repeat = send(&app, post_request(&target, &[], "text=x")).await;
    assert_eq!(repeat.status, 409);
    assert!(repeat.text().contains("Please check whether it was done"));
    assert_eq!(world.runs(), ["pledge x"]);
}

#[tokio::test]
async fn each_rendered_form_counts_for_itself_and_for_its_caller() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let (first, second) = (
        only_target(&app, "/till", &[]).await,
        only_target(&app, "/till", &[]).await,
    );
    assert_ne!(first, second);
    send(&app, post_request(&first, &[ANN], "")).await;
    send(&app, post_request(&second, &[ANN], "")).await;
    // The id of somebody else gives away nothing of theirs.
    let answer = send(&app, post_request(&first, &[BOB], "")).await;
    assert_eq!(answer.header("location"), Some("/paid?number=3"));
    assert_eq!(world.runs(), ["ann", "ann", "bob"]);
}

#[tokio::test]
async fn a_form_that_counts_once_joins_while_it_runs() {
    let world = World::default();
    let app = app(&world);
    let target = only_target(&app, "/pledges", &[]).await;
    let requests = [
        (&*target, vec![], "text=x"),
        (&*target, vec![ENHANCED], "text=x"),
        (&*target, vec![], "text=x"),
    ];
    let answers = all_together(&app, &world, requests).await;
    assert_eq!(world.runs(), ["pledge x"]);
    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(statuses, [303, 200, 303]);
}

#[tokio::test]
async fn without_its_id_a_form_that_counts_once_is_out_of_date() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/till", &[]).await;
    let without = target.split("&_once=").next().unwrap();
    assert_ne!(without, target);
    let answer = send(&app, post_request(without, &[ANN], "")).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.text().contains("This page was out of date"),
        "{}",
        answer.text()
    );
    assert!(world.runs().is_empty());
    // The fresh page has a form that works.
    let fresh = targets("/till", &answer.text()).remove(0);
    assert_eq!(
        send(&app, post_request(&fresh, &[ANN], "")).await.status,
        303
    );
    assert_eq!(world.runs(), ["ann"]);
}

/// An id that a sender has thought up could be a new one each time.
#[tokio::test]
async fn an_id_that_no_page_of_ours_had_does_not_count() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/pledges", &[]).await;
    let (form, id) = target.split_once("&_once=").unwrap();
    let forged = [
        "",
        "0123456789012345678901",
        &id.replacen('A', "B", 1),
        &id[1..],
        &format!("{id}="),
        &format!("{id}A"),
    ];
    for id in forged {
        let answer = send(
            &app,
            post_request(&format!("{form}&_once={id}"), &[], "text=kept"),
        )
        .await;
        assert_eq!(answer.status, 409, "{id}");
        assert!(answer.text().contains("This page was out of date"));
        assert!(
            answer.text().contains("value=\"kept\""),
            "{}",
            answer.text()
        );
    }
    assert!(world.runs().is_empty());
}

/// Two processes of one app: the same keys, and nothing else in common.
fn with_keys(world: &World, keys: &str) -> Router {
    // An id and a start of the same millisecond could not be told apart.
    std::thread::sleep(Duration::from_millis(5));
    built(world, Keys::parse(keys).unwrap())
}

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const BOTH: &str =
    "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[tokio::test]
async fn after_a_restart_a_form_that_counts_once_is_not_run_but_given_anew() {
    for enhanced in [false, true] {
        let headers = if enhanced { &[ENHANCED][..] } else { &[] };
        let world = World::default();
        world.open();
        let before = with_keys(&world, OLD);
        let (sent, unsent) = (
            only_target(&before, "/pledges", &[]).await,
            only_target(&before, "/pledges", &[]).await,
        );
        assert!(
            send(&before, post_request(&sent, &[], "text=x"))
                .await
                .status
                .is_redirection()
        );
        let log = log::keep();
        let after = with_keys(&world, OLD);
        for target in [&sent, &unsent] {
            let answer = send(&after, post_request(target, headers, "text=x")).await;
            assert_eq!(answer.status, 409, "{}", answer.text());
            for part in ["no longer knows whether it was sent", "value=\"x\""] {
                assert!(answer.text().contains(part), "{}", answer.text());
            }
            assert_eq!(answer.text().contains("\"outcome\":\"stale\""), enhanced);
        }
        assert_eq!(world.runs(), ["pledge x"]);
        assert_eq!(log.lines("postback::refused")[0].fields["unfit"], "Earlier");
        let answer = send(&after, post_request(&unsent, &[], "text=x")).await;
        let fresh = targets("/pledges", &answer.text()).remove(0);
        let done = send(&after, post_request(&fresh, &[], "text=x")).await;
        assert_eq!(done.status, 303);
        assert_eq!(world.runs(), ["pledge x", "pledge x"]);
    }
}

#[tokio::test]
async fn instances_that_run_side_by_side_take_each_others_forms_also_while_keys_change() {
    let world = World::default();
    world.open();
    let (one, other) = (with_keys(&world, OLD), with_keys(&world, BOTH));
    std::thread::sleep(Duration::from_millis(5));
    for (rendered, posted, status) in [
        (&one, &other, 303),
        (&other, &other, 303),
        (&other, &one, 409),
    ] {
        let target = only_target(rendered, "/pledges", &[]).await;
        std::thread::sleep(Duration::from_millis(5));
        let answer = send(posted, post_request(&target, &[], "text=x")).await;
        // The older one has no key to read what the newer one writes.
        assert_eq!(answer.status, status);
    }
    assert_eq!(world.runs().len(), 2);
}

#[tokio::test]
async fn a_page_with_a_form_that_counts_once_is_kept_for_back_alone() {
    let app = app(&World::default());
    for path in ["/till", "/kept"] {
        let page = send(&app, get_request(path, &[("if-none-match", "\"1\"")])).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("cache-control"), Some("private, no-cache"));
        assert_eq!(page.header("etag"), None);
        assert_eq!(page.header("last-modified"), None);
    }
    let page = send(&app, get_request("/secret", &[])).await;
    assert_eq!(page.header("cache-control"), Some("max-age=0, No-Store"));
    assert_eq!(page.header("etag"), None);
    let page = send(&app, get_request("/shop", &[])).await;
    assert_eq!(page.header("cache-control"), None);
}

/// Back shows the page as it was, and a second press is a repeat of the first.
#[tokio::test]
async fn back_after_a_success_and_a_second_press_is_one_order() {
    for browser in [Browser::new, Browser::enhanced] {
        let world = World::default();
        world.open();
        let browser = browser(app(&world)).header("x-user", "ann");
        let before = browser.get("/till").await;
        for _ in 0..2 {
            let after = before.form::<pay>().submit().await;
            assert_eq!(after.url(), "/paid?number=1");
        }
        // Who comes to the page anew orders anew.
        let anew = browser.get("/till").await.form::<pay>().submit().await;
        assert_eq!(anew.url(), "/paid?number=2");
        assert_eq!(world.runs().len(), 2);
    }
}

#[tokio::test]
async fn two_browsers_that_order_at_once_have_two_orders() {
    let world = World::default();
    let app = app(&world);
    let browsers = ["ann", "bob"].map(|user| Browser::new(app.clone()).header("x-user", user));
    let mut submits = Vec::new();
    for browser in &browsers {
        let form = browser.get("/shop").await.form::<order>();
        submits.push(tokio::spawn(form.submit()));
    }
    while world.runs().len() < 2 {
        tokio::task::yield_now().await;
    }
    world.open();
    for submit in submits {
        let page = submit.await.unwrap();
        assert_eq!(page.status(), 200);
        assert!(page.notice().starts_with("order "), "{}", page.notice());
    }
}

#[tokio::test]
async fn with_another_body_a_form_that_counts_once_is_another_submission() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/pledges", &[]).await;
    for body in ["text=a", "text=b", "text=a", "text=b", ""] {
        send(&app, post_request(&target, &[], body)).await;
    }
    assert_eq!(world.runs(), ["pledge a", "pledge b"]);
}

const FIRST: (&str, &str) = ("postback-id", "0123456789abcdef-1");
const SECOND: (&str, &str) = ("postback-id", "0123456789abcdef-2");

/// The answer, but for the time of its page.
fn without_asof(answer: &Answer) -> (serde_json::Value, String) {
    let text = answer.text();
    let (head, html) = text.split_once('\n').unwrap();
    let mut head: serde_json::Value = serde_json::from_str(head).unwrap();
    assert!(head.as_object_mut().unwrap().remove("asof").is_some());
    (head, html.to_owned())
}

/// As a browser does whose connection was closed before the answer.
#[tokio::test]
async fn an_enhanced_request_that_is_sent_again_gets_the_first_outcome_and_a_page_of_now() {
    for (path, user, run) in [("/shop", ANN, "ann"), ("/news", ANN, "public")] {
        let world = World::default();
        let app = app(&world);
        let target = only_target(&app, path, &[]).await;
        let headers = vec![user, ENHANCED, FIRST];
        let both = [(&*target, headers.clone()), (&*target, headers.clone())];
        let answers = together(&app, &world, both).await;
        assert_eq!(answers[0].status, 200, "{}", answers[0].text());
        let first = without_asof(&answers[0]);
        assert_eq!(without_asof(&answers[1]), first);
        let later = send(&app, post_request(&target, &headers, "")).await;
        assert_eq!(without_asof(&later), first);
        assert_eq!(world.runs(), [run]);
    }
}

#[tokio::test]
async fn another_id_another_body_or_another_caller_is_another_submission() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/shop", &[]).await;
    for (caller, id, body) in [
        (ANN, FIRST, ""),
        (ANN, SECOND, ""),
        (ANN, FIRST, "x=1"),
        (BOB, FIRST, ""),
        (ANN, FIRST, ""),
    ] {
        let request = post_request(&target, &[caller, ENHANCED, id], body);
        assert_eq!(send(&app, request).await.status, 200);
    }
    assert_eq!(world.runs(), ["ann", "ann", "ann", "bob"]);
}

#[tokio::test]
async fn an_id_that_is_none_or_comes_with_a_plain_post_is_not_looked_at() {
    let world = World::default();
    let app = app(&world);
    world.open();
    let target = only_target(&app, "/shop", &[]).await;
    let long = "x".repeat(65);
    for id in ["short", "0123456789abcdef 0123456789", &long] {
        for _ in 0..2 {
            let headers = [ANN, ENHANCED, ("postback-id", id)];
            send(&app, post_request(&target, &headers, "")).await;
        }
    }
    for _ in 0..2 {
        let answer = send(&app, post_request(&target, &[ANN, FIRST], "")).await;
        assert_eq!(answer.status, 303);
    }
    assert_eq!(world.runs().len(), 8);
}

#[tokio::test]
async fn what_is_remembered_is_bounded_with_messages_errors_and_headers() {
    for (what, again) in [
        ("nothing", false),
        ("flash", true),
        ("errors", true),
        ("conflict", true),
        ("headers", true),
    ] {
        let world = World::default();
        let app = app(&world);
        world.open();
        let target = only_target(&app, "/speech", &[]).await;
        let body = format!("text={what}");
        let speak = async |n: usize| {
            let id = format!("0123456789abcdef-{n}");
            let headers = [ENHANCED, ("postback-id", &*id)];
            send(&app, post_request(&target, &headers, body.clone())).await
        };
        for n in 0..20 {
            speak(n).await;
        }
        speak(19).await;
        assert_eq!(world.runs().len(), 20, "{what}: the last one is remembered");
        speak(0).await;
        assert_eq!(world.runs().len() == 21, again, "{what}");
    }
}
