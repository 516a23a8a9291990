//! What can be done, and who may do it.

use axum::extract::{FromRef, FromRequestParts, Query, State};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use garde::Validate;
use http::request::Parts;
use postback::{
    Actions, Arg, Caller, Done, Error, Form, FromForm, Page, Redirect, Result, action, actions,
};
use serde::Deserialize;

use crate::db::Db;
use crate::trip::Trip;

pub(crate) struct Person(pub(crate) String);

impl Caller for Person {
    fn key(&self) -> String {
        self.0.clone()
    }
}

impl<S> FromRequestParts<S> for Person
where
    Db: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let jar = CookieJar::from_headers(&parts.headers);
        if let Some(token) = jar.get("session")
            && let Some(person) = Db::from_ref(state).person_of(token.value()).await?
        {
            return Ok(Self(person));
        }
        let page = Page::from_request_parts(parts, state).await?;
        let next: String = form_urlencoded::byte_serialize(page.url().as_bytes()).collect();
        Err(Redirect::to(format!("/sign-in?next={next}")).into())
    }
}

#[derive(FromForm, Validate)]
pub(crate) struct Credentials {
    #[garde(length(utf16, min = 1, max = 60))]
    pub(crate) person: String,
}

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// Whoever says who they are, is.
#[action(public)]
pub(crate) async fn sign_in(
    State(db): State<Db>,
    Query(Next { next }): Query<Next>,
    jar: CookieJar,
    Form(Credentials { person }): Form<Credentials>,
) -> Result<Redirect> {
    let mut token = [0; 16];
    getrandom::fill(&mut token)?;
    let token = u128::from_ne_bytes(token).to_string();
    db.begin_session(&token, &person).await?;
    let target = Redirect::local(&next).unwrap_or_else(|| Redirect::to("/"));
    Ok(target.with(jar.add(cookie(token))))
}

#[action]
pub(crate) async fn sign_out(
    _caller: Person,
    State(db): State<Db>,
    jar: CookieJar,
) -> Result<Redirect> {
    if let Some(token) = jar.get("session") {
        db.end_session(token.value()).await?;
    }
    let jar = jar.remove(cookie(String::new()));
    Ok(Redirect::to("/sign-in")
        .with(jar)
        .flash("You are signed out."))
}

fn cookie(token: String) -> Cookie<'static> {
    Cookie::build(("session", token))
        .path("/")
        .http_only(true)
        .build()
}

async fn booked(person: &Person, db: &Db, trip: &Trip) -> Result<Redirect> {
    let id = db.book(&person.0, &trip.name, &trip.told()).await?;
    Ok(Redirect::to(format!("/trips/{id}")).flash("Your trip is booked."))
}

#[action(once)]
pub(crate) async fn book_trip(
    caller: Person,
    State(db): State<Db>,
    Form(trip): Form<Trip>,
) -> Result<Redirect> {
    booked(&caller, &db, &trip).await
}

/// The same as it is called after a deploy.
#[action(once, was = "trips::actions::book_trip")]
pub(crate) async fn reserve_trip(
    caller: Person,
    State(db): State<Db>,
    Form(trip): Form<Trip>,
) -> Result<Redirect> {
    booked(&caller, &db, &trip).await
}

#[action(once)]
pub(crate) async fn book_another(
    caller: Person,
    State(db): State<Db>,
    Form(trip): Form<Trip>,
) -> Result<Redirect> {
    db.book(&caller.0, &trip.name, &trip.told()).await?;
    Ok(Redirect::to("/trips/new").flash("Your trip is booked. Here is room for another."))
}

/// Who asks somebody to look at what they want has to leave them some time.
#[action(rate = "1/h per caller")]
pub(crate) async fn request_trip(
    caller: Person,
    State(db): State<Db>,
    Form(trip): Form<Trip>,
) -> Result<Redirect> {
    booked(&caller, &db, &trip).await
}

#[action]
pub(crate) async fn change_trip(
    caller: Person,
    State(db): State<Db>,
    Arg(id): Arg<i64>,
    Form(trip): Form<Trip>,
) -> Result<Redirect> {
    db.change(&caller.0, id, &trip.name, &trip.told()).await?;
    Ok(Redirect::to(format!("/trips/{id}")).flash("Saved."))
}

#[action]
pub(crate) async fn delete_trip(
    caller: Person,
    State(db): State<Db>,
    Arg(id): Arg<i64>,
) -> Result<Redirect> {
    db.delete(&caller.0, id).await?;
    Ok(Redirect::to("/").flash("Your trip is cancelled."))
}

#[derive(FromForm, Validate)]
pub(crate) struct Note {
    #[form(multiline)]
    #[garde(length(utf16, min = 3, max = 500))]
    pub(crate) text: String,
}

#[action]
pub(crate) async fn note(
    caller: Person,
    State(db): State<Db>,
    Arg(id): Arg<i64>,
    Form(note): Form<Note>,
) -> Result<Done<()>> {
    db.name_of(&caller.0, id).await?;
    db.note(id, &note.text).await?;
    Ok(Done::new(()).flash("Noted."))
}

#[action]
pub(crate) async fn star(
    caller: Person,
    State(db): State<Db>,
    Arg(id): Arg<i64>,
) -> Result<Done<()>> {
    db.name_of(&caller.0, id).await?;
    db.star(id).await?;
    Ok(Done::new(()).flash("It has one more star."))
}

/// To the trip that comes after this one.
#[action]
pub(crate) async fn next_trip(
    caller: Person,
    State(db): State<Db>,
    Arg(id): Arg<i64>,
) -> Result<Redirect> {
    let trips = db.trips(&caller.0).await?;
    let next = trips.iter().map(|(id, _)| *id).find(|other| *other > id);
    Ok(Redirect::to(next.map_or_else(
        || "/".to_owned(),
        |id| format!("/trips/{id}"),
    )))
}

pub(crate) fn all() -> Actions<Db> {
    actions![
        sign_in,
        sign_out,
        book_another,
        request_trip,
        change_trip,
        delete_trip,
        note,
        star,
        next_trip
    ]
}

pub(crate) fn book() -> Actions<Db> {
    actions![book_trip]
}

pub(crate) fn renamed() -> Actions<Db> {
    actions![reserve_trip]
}
