//! A list that is cached, and many ways to add to it.

use std::sync::{Arc, Mutex};

use crate::support::user::User;
use crate::support::{log, page_with};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use postback::{
    Action, Cache, Error, Html, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use tokio::sync::Semaphore;

#[derive(Clone)]
pub(crate) struct World {
    rows: Arc<Mutex<Vec<String>>>,
    /// What a transaction has not committed yet.
    open: Arc<Mutex<Vec<String>>>,
    pub(crate) gate: Arc<Semaphore>,
    pub(crate) at_gate: Arc<Semaphore>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            rows: Arc::default(),
            open: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            at_gate: Arc::new(Semaphore::new(0)),
        }
    }
}

impl World {
    pub(crate) fn add(&self, row: &str) {
        self.rows.lock().unwrap().push(row.to_owned());
    }

    pub(crate) fn rows(&self) -> Vec<String> {
        self.rows.lock().unwrap().clone()
    }

    async fn wait(&self) {
        self.at_gate.add_permits(1);
        self.gate.acquire().await.unwrap().forget();
    }
}

async fn rows(cache: &Cache, world: &World) -> Result<Vec<String>> {
    let world = world.clone();
    let read = cache.entry("rows", &()).tags(["rows"]);
    read.get(async move |_| Ok::<_, Error>(world.rows())).await
}

#[action(public)]
pub(crate) async fn add(State(world): State<World>, cache: Cache) -> Result<()> {
    world.add("added");
    cache.revalidate_tag("rows");
    Ok(())
}

#[action(public)]
pub(crate) async fn add_and_go(State(world): State<World>, cache: Cache) -> Result<Redirect> {
    world.add("gone");
    cache.revalidate_tag("rows");
    Ok(Redirect::to("/elsewhere"))
}

#[action(public)]
pub(crate) async fn add_and_fail(State(world): State<World>, cache: Cache) -> Result<()> {
    cache.revalidate_tag("rows");
    world.add("failed");
    Err("no luck".into())
}

#[action(public)]
pub(crate) async fn add_and_panic(State(world): State<World>, cache: Cache) -> Result<()> {
    cache.revalidate_tag("rows");
    world.add("panicked");
    panic!("no luck")
}

#[action(public)]
pub(crate) async fn add_by_path(State(world): State<World>, cache: Cache) -> Result<()> {
    world.add("by path");
    cache.revalidate_path("/list");
    Ok(())
}

#[action(public)]
pub(crate) async fn add_by_pattern(State(world): State<World>, cache: Cache) -> Result<()> {
    world.add("by pattern");
    cache.revalidate_path("/part/{name}");
    Ok(())
}

/// It reads what it has just written.
#[action(public)]
pub(crate) async fn add_and_read(State(world): State<World>, cache: Cache) -> Result<usize> {
    rows(&cache, &world).await?;
    world.add("read");
    cache.revalidate_tag("rows");
    Ok(rows(&cache, &world).await?.len())
}

#[action(public)]
pub(crate) async fn add_slowly(State(world): State<World>, cache: Cache) -> Result<()> {
    world.add("slow");
    cache.revalidate_tag("rows");
    world.wait().await;
    Ok(())
}

/// What it does is done when the layer around it commits.
#[action(public)]
pub(crate) async fn add_in_transaction(State(world): State<World>, cache: Cache) -> Result<()> {
    world.open.lock().unwrap().push("committed".to_owned());
    cache.revalidate_tag("rows");
    Ok(())
}

#[action(public, revalidates("rows"))]
pub(crate) async fn add_as_declared(State(world): State<World>) -> Result<()> {
    world.add("declared");
    Ok(())
}

/// It says itself that nothing has to be done.
#[action(public, revalidates())]
pub(crate) async fn remember(State(world): State<World>) -> Result<()> {
    world.add("elsewhere");
    Ok(())
}

#[action(public)]
pub(crate) async fn forget(State(world): State<World>) -> Result<()> {
    world.add("forgotten");
    Ok(())
}

#[action(public)]
pub(crate) async fn forget_and_go(State(world): State<World>) -> Result<Redirect> {
    world.add("forgotten");
    Ok(Redirect::to("/list").flash("Done."))
}

#[action(public)]
pub(crate) async fn nothing_to_do(cache: Cache) -> Result<()> {
    cache.revalidate_tag("other");
    Ok(())
}

/// Somebody's own, so that the same twice at once is a double click.
#[action]
pub(crate) async fn add_own(caller: User, State(world): State<World>) -> Result<()> {
    world.add(&caller.0);
    world.wait().await;
    Ok(())
}

fn button<A: Action<Arguments = ()>>(page: &Page) -> Html {
    crate::support::form_of::<A>(page)
}

async fn list(page: Page, cache: Cache, State(world): State<World>) -> Result<Html> {
    let rows = rows(&cache, &world).await?.join(",");
    let mut parts = vec![Html::from_trusted(format!("<p id=rows>{rows}</p>"))];
    parts.extend([
        button::<add>(&page),
        button::<add_and_go>(&page),
        button::<add_and_fail>(&page),
        button::<add_and_panic>(&page),
        button::<add_by_path>(&page),
        button::<add_by_pattern>(&page),
        button::<add_and_read>(&page),
        button::<add_slowly>(&page),
        button::<add_in_transaction>(&page),
        button::<add_as_declared>(&page),
        button::<remember>(&page),
        button::<forget>(&page),
        button::<forget_and_go>(&page),
        button::<nothing_to_do>(&page),
        button::<add_own>(&page),
    ]);
    Ok(page_with(&page, &parts))
}

/// Commits when the request is over, after a look at the gate.
async fn transaction(State(world): State<World>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let open = std::mem::take(&mut *world.open.lock().unwrap());
    if !open.is_empty() {
        world.wait().await;
        world.rows.lock().unwrap().extend(open);
    }
    response
}

async fn webhook(State(world): State<World>, cache: Cache) -> &'static str {
    world.add("hooked");
    cache.revalidate_tag("rows");
    "thanks"
}

pub(crate) fn wrapped(world: &World) -> Postback<World> {
    log::switch_on();
    let pages = Router::new()
        .route("/list", page(get(list)))
        .route("/elsewhere", page(get(list)))
        .route("/part/{name}", page(get(list)))
        .route("/hook", post(webhook))
        .layer(from_fn_with_state(world.clone(), transaction));
    Postback::new(pages).keys(Keys::random()).actions(actions![
        add,
        add_and_go,
        add_and_fail,
        add_and_panic,
        add_by_path,
        add_by_pattern,
        add_and_read,
        add_slowly,
        add_in_transaction,
        add_as_declared,
        remember,
        forget,
        forget_and_go,
        nothing_to_do,
        add_own
    ])
}

pub(crate) fn app(world: &World) -> Router {
    wrapped(world).with_state(world.clone())
}
