//! What people see.

use axum::Json;
use axum::extract::{Path, State};
use http::header;
use maud::{DOCTYPE, Markup, html};
use postback::{Action, FormView, Page, Result};
use serde_json::Value;

use crate::actions::{
    Person, book_another, book_trip, change_trip, delete_trip, next_trip, note, request_trip,
    reserve_trip, sign_in as enter, sign_out, star,
};
use crate::db::Db;
use crate::trip::{ROWS, Trip, in_row};

fn layout(page: &Page, person: Option<&Person>, title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                (page.script())
                meta charset="utf-8";
                title { (title) }
                link rel="icon" href="data:,";
            }
            body {
                header {
                    a href="/" { "Trips" } " "
                    a href="/account" { "Account" } " "
                    a href="/trips/new" { "New trip" }
                    @if let Some(Person(name)) = person {
                        p { "Signed in as " (name) }
                        (page.form::<sign_out>().attr("data-pb-draft", "").open(html! { button { "Sign out" } }))
                    }
                }
                main {
                    (page.notice())
                    h1 { (title) }
                    (main)
                }
            }
        }
    }
}

/// The same fields wherever a trip is entered.
fn editor<A: Action<Form = Trip>>(
    form: FormView<'_, A>,
    person: &Person,
    buttons: &Markup,
) -> Markup {
    let form = form.attr("data-pb-draft", &person.0);
    let field = form.fields();
    html! {
        (form.open(html! {
            (field.name.labelled("Name"))
            (field.plan.labelled("Plan"))
            (field.way.labelled("Way"))
            (field.insured.labelled("Insured"))
            (field.class.radio().labelled("Class"))
            (field.day.labelled("Day"))
            (field.code.labelled("Code"))
            (field.ticket.labelled("Ticket"))
            @for at in 0..ROWS.max(field.travellers.len()) {
                @let row = field.travellers.item(at);
                (in_row(&row.name, "Traveller", at))
                (in_row(&row.age, "Age", at))
            }
            (buttons)
        }))
    }
}

pub(crate) async fn list(
    page: Page,
    person: Person,
    State(db): State<Db>,
) -> Result<impl axum::response::IntoResponse> {
    let trips = db.trips(&person.0).await?;
    let main = html! {
        ul {
            @for (id, name) in trips { li data-key=(id) { a href={ "/trips/" (id) } { (name) } } }
        }
    };
    // It may be shown again without being asked for.
    let kept = [(header::CACHE_CONTROL, "private, max-age=600")];
    Ok((kept, layout(&page, Some(&person), "Your trips", &main)))
}

pub(crate) async fn sign_in(page: Page) -> Markup {
    let form = page.form::<enter>();
    let person = form.fields().person;
    let main = html! { (form.open(html! { (person.labelled("Person")) button { "Sign in" } })) };
    layout(&page, None, "Sign in", &main)
}

/// For nobody's eyes once somebody has left.
pub(crate) async fn account(page: Page, person: Person) -> impl axum::response::IntoResponse {
    let main = html! { p { "The secret of " (person.0) } };
    let kept = [(header::CACHE_CONTROL, "no-store")];
    (kept, layout(&page, Some(&person), "Account", &main))
}

pub(crate) async fn book(page: Page, person: Person) -> Markup {
    let form = page.form::<book_trip>();
    let another = page.form::<book_another>();
    let buttons = html! {
        button { "Book" }
        button formaction=(another.url_in(&form)) { "Book and add another" }
    };
    let main = editor(form, &person, &buttons);
    layout(&page, Some(&person), "New trip", &main)
}

/// Where nothing can be booked any more.
pub(crate) async fn closed(page: Page, person: Person) -> Markup {
    layout(
        &page,
        Some(&person),
        "New trip",
        &html! { p { "We are closed." } },
    )
}

/// The page for the same by another name.
pub(crate) async fn reserve(page: Page, person: Person) -> Markup {
    let main = editor(
        page.form::<reserve_trip>(),
        &person,
        &html! { button { "Reserve" } },
    );
    layout(&page, Some(&person), "New trip", &main)
}

pub(crate) async fn request(page: Page, person: Person) -> Markup {
    let main = editor(
        page.form::<request_trip>(),
        &person,
        &html! { button { "Request" } },
    );
    layout(&page, Some(&person), "Request a trip", &main)
}

pub(crate) async fn edit(
    page: Page,
    person: Person,
    State(db): State<Db>,
    Path(id): Path<i64>,
) -> Result<Markup> {
    db.name_of(&person.0, id).await?;
    let form = page.form::<change_trip>().bind(id).keyed(id);
    let main = editor(form, &person, &html! { button { "Save" } });
    Ok(layout(&page, Some(&person), "Change a trip", &main))
}

pub(crate) async fn trip(
    page: Page,
    person: Person,
    State(db): State<Db>,
    Path(id): Path<i64>,
) -> Result<Markup> {
    let name = db.name_of(&person.0, id).await?;
    let notes = page
        .form::<note>()
        .bind(id)
        .keyed(id)
        .attr("data-pb-draft", &person.0);
    let text = notes.fields().text;
    let main = html! {
        p { (db.stars(id).await?) " stars" }
        a href={ "/trips/" (id) "/edit" } { "Change" }
        (notes.open(html! { (text.labelled("Note")) button { "Add note" } }))
        (page.form::<star>().bind(id).open(html! { button { "Star" } }))
        (page.form::<delete_trip>().bind(id).open(html! { button { "Cancel trip" } }))
        (page.form::<next_trip>().bind(id).open(html! { button { "Next" } }))
    };
    Ok(layout(&page, Some(&person), &name, &main))
}

pub(crate) async fn effects(State(db): State<Db>) -> Result<Json<Value>> {
    Ok(Json(db.effects().await?))
}
