//! Dates and times as fields.

use http::StatusCode;
use jiff::civil::Date;
use postback::{Form, FromForm, Html, Page, Result, action, actions};

use crate::site::{URL_ENCODED, app, look, submit, text};

#[derive(FromForm)]
struct Visit {
    day: Date,
}

#[action(public)]
async fn book(Form(visit): Form<Visit>) -> Result<()> {
    assert_eq!(visit.day, jiff::civil::date(2028, 2, 29));
    Ok(())
}

async fn home(page: Page) -> Html {
    let form = page.form::<book>();
    form.open(form.fields().day.labelled("Day"))
}

#[tokio::test]
async fn a_day_is_a_date_input_and_arrives_as_a_date() {
    let app = app(home, actions![book]);
    assert!(look(&app).await.contains("<input type=\"date\""));
    let refused = submit(&app, URL_ENCODED, "day=2027-02-29").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains("must be a date"));
    let done = submit(&app, URL_ENCODED, "day=2028-02-29").await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
}
