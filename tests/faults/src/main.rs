//! A server that the tests kill: `faults <database file>` keeps what was paid and noted in `SQLite`,
//! as itlead keeps its data, and says on its first line where it listens.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{BoxError, Router};
use maud::{DOCTYPE, Markup, html};
use postback::{Form, FromForm, Page, Postback, Result, action, actions, page};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::net::TcpListener;

#[derive(FromForm)]
struct Entry {
    number: i64,
    text: String,
}

#[action(public, once)]
async fn pay(State(db): State<SqlitePool>, Form(entry): Form<Entry>) -> Result<()> {
    write(&db, "pay", &entry).await
}

#[action(public)]
async fn note(State(db): State<SqlitePool>, Form(entry): Form<Entry>) -> Result<()> {
    write(&db, "note", &entry).await
}

/// Nothing in the table keeps an effect from being there twice: the tests would not see it.
async fn write(db: &SqlitePool, kind: &str, entry: &Entry) -> Result<()> {
    sqlx::query("INSERT INTO effects (kind, number, text) VALUES (?, ?, ?)")
        .bind(kind)
        .bind(entry.number)
        .bind(&entry.text)
        .execute(db)
        .await?;
    Ok(())
}

/// Both forms, and how often this number was paid and noted.
async fn entry(
    page: Page,
    State(db): State<SqlitePool>,
    Path(number): Path<i64>,
) -> Result<Markup> {
    let count = "SELECT count(*) FROM effects WHERE kind = ? AND number = ?";
    let count = async |kind| -> Result<i64> {
        let count = sqlx::query_scalar(count).bind(kind).bind(number);
        Ok(count.fetch_one(&db).await?)
    };
    let (paid, noted) = (count("pay").await?, count("note").await?);
    let (paying, noting) = (page.form::<pay>(), page.form::<note>());
    let (payment, notice) = (paying.fields(), noting.fields());
    Ok(html! {
        (DOCTYPE) html lang="en" { head { title { "Entry" } } body {
            (page.notice())
            p #paid { (paid) }
            p #noted { (noted) }
            (paying.open(html! { (payment.number.input()) (payment.text.input()) button { "Pay" } }))
            (noting.open(html! { (notice.number.input()) (notice.text.input()) button { "Note" } }))
        } }
    })
}

/// A page that needs no database.
async fn still() -> &'static str {
    "still here"
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let file = std::env::args().nth(1).ok_or("which database file?")?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(4);
    let db = pool.connect_with(options).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS effects (kind TEXT, number INTEGER, text TEXT)")
        .execute(&db)
        .await?;
    let pages = Router::new()
        .route("/entry/{number}", page(get(entry)))
        .route("/still", get(still));
    let app = Postback::new(pages)
        .actions(actions![pay, note])
        .with_state(db);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
