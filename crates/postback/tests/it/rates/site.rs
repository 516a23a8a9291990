//! One action for each kind of rate.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::log;
use crate::support::user::User;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use postback::{
    Conflict, Denied, Form, FromForm, Invalid, Keys, Limited, NotFound, Page, Postback, Redirect,
    Result, action, actions, page,
};
use postback_testing::TestPage;
use tokio::sync::Semaphore;

/// What ran, and a gate that some of it waits for.
#[derive(Clone)]
pub(crate) struct World {
    runs: Arc<Mutex<Vec<String>>>,
    pub(crate) gate: Arc<Semaphore>,
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
    fn ran(&self, what: impl Into<String>) {
        self.runs.lock().unwrap().push(what.into());
    }

    pub(crate) fn runs(&self) -> usize {
        self.runs.lock().unwrap().len()
    }
}

#[derive(FromForm, garde::Validate)]
pub(crate) struct Credentials {
    #[garde(length(utf16, max = 40))]
    pub(crate) email: String,
    #[form(password)]
    #[garde(skip)]
    pub(crate) password: String,
    /// How it ends.
    #[garde(skip)]
    pub(crate) end: Option<String>,
}

async fn ended(world: World, form: Credentials) -> Result<Redirect> {
    world.ran(&form.email);
    let redirect = Redirect::to("/in");
    match form.end.as_deref().unwrap_or_default() {
        "" if form.password == "right" => Ok(redirect),
        "" => Err(Invalid::form("Wrong e-mail or password.")),
        "slow" => {
            world.gate.acquire().await?.forget();
            Err(Invalid::form("Wrong, and slowly"))
        }
        "denied" => Err(Denied),
        "missing" => Err(NotFound),
        "conflict" => Err(Conflict::new("Somebody was faster")),
        "limited" => Err(Limited::after(Duration::from_millis(90_500))),
        "away" => Err(redirect.into()),
        "failed" => Err("a secret cause".into()),
        "panic" => panic!("a secret cause"),
        "late" => std::future::pending().await,
        other => Err(Invalid::form(other)),
    }
}

#[action(public, rate = "3 failures/min per field(email)", timeout = "5s")]
pub(crate) async fn login(
    State(world): State<World>,
    Form(form): Form<Credentials>,
) -> Result<Redirect> {
    ended(world, form).await
}

#[action(public, rate = "2/min per address")]
pub(crate) async fn signup(
    State(world): State<World>,
    Form(form): Form<Credentials>,
) -> Result<Redirect> {
    ended(world, form).await
}

#[action(rate = "2/min per caller")]
pub(crate) async fn post(
    caller: User,
    State(world): State<World>,
    Form(form): Form<Credentials>,
) -> Result<Redirect> {
    world.ran(caller.0);
    ended(world, form).await
}

#[action(rate = "2 failures/min per address")]
pub(crate) async fn enter(_caller: User, State(world): State<World>) -> Result<()> {
    world.ran("enter");
    Ok(())
}

#[action(rate = "1/min per address")]
pub(crate) async fn vote(_caller: User, State(world): State<World>) -> Result<()> {
    world.ran("vote");
    Ok(())
}

#[derive(FromForm)]
pub(crate) struct Account {
    number: i64,
    pin: String,
}

#[action(public, rate = "2 failures/min per field(number)")]
pub(crate) async fn open(State(world): State<World>, Form(account): Form<Account>) -> Result<()> {
    world.ran(account.number.to_string());
    Err(Invalid::field("pin", format!("{} is wrong", account.pin)))
}

#[action(public, rate = "2/h")]
pub(crate) async fn export(State(world): State<World>) -> Result<()> {
    world.ran("export");
    Ok(())
}

#[action(public, rate = "2/s per address", rate = "3/min per address")]
pub(crate) async fn both(State(world): State<World>) -> Result<()> {
    world.ran("both");
    Ok(())
}

async fn forms(page: Page) -> Markup {
    macro_rules! form {
        ($action:ty) => {{
            let form = page.form::<$action>();
            let field = form.fields();
            form.open(html! {
                (field.email.labelled("E-mail")) (field.password.labelled("Password"))
                (field.end.labelled("End"))
                button { "Send" }
            })
        }};
    }
    let button = || html! { button { "Send" } };
    html! {
        (DOCTYPE) html lang="en" { head { title { "Forms" } } body {
            (page.notice())
            (form!(login)) (form!(signup)) (form!(post))
            (page.form::<enter>().open(button()))
            (page.form::<vote>().open(button()))
            @let form = page.form::<open>();
            @let field = form.fields();
            (form.open(html! { (field.number.labelled("Number")) (field.pin.labelled("Pin")) button { "Open" } }))
            (page.form::<export>().open(button()))
            (page.form::<both>().open(button()))
        } }
    }
}

async fn inside(page: Page) -> Markup {
    html! { (DOCTYPE) html lang="en" { head { title { "In" } } body { (page.notice()) h1 { "You are in" } } } }
}

pub(crate) fn postback() -> Postback<World> {
    log::switch_on();
    let pages = Router::new()
        .route("/", page(get(forms)))
        .route("/in", get(inside));
    Postback::new(pages)
        .actions(actions![
            login, signup, post, enter, vote, open, export, both
        ])
        .keys(Keys::random())
}

pub(crate) fn app(world: &World) -> Router {
    postback().with_state(world.clone())
}

/// Fills the form of this action and sends it.
pub(crate) async fn send<A: postback::Action>(
    browser: &postback_testing::Browser,
    email: &str,
    password: &str,
    end: &str,
) -> TestPage {
    let form = browser.get("/").await.form::<A>();
    let form = form.fill("E-mail", email).fill("Password", password);
    form.fill("End", end).submit().await
}
