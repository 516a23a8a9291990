//! What comes back of a form that was refused: in proportion to what was sent, whatever was sent.

use crate::support::{self, Answer, document, query_of, sent};
use axum::Router;
use axum::routing::get;
use postback::{Form, FromForm, Html, Keys, Limits, Page, Postback, Result, action, actions, page};

#[derive(FromForm)]
struct Order {
    number: u32,
    items: Vec<Item>,
}

#[derive(FromForm)]
struct Item {
    name: String,
    count: u8,
    price: f64,
    colour: String,
    size: u8,
    #[form(multiline)]
    note: String,
    engraving: String,
    gift: bool,
}

#[action(public)]
async fn order(Form(order): Form<Order>) -> Result<()> {
    drop(order.items);
    Ok(())
}

async fn orders(page: Page) -> Html {
    let form = page.form::<order>();
    let field = form.fields();
    let mut rows = field.number.labelled("Number").to_string();
    for item in field.items.iter().chain([field.items.blank()]) {
        let parts = [
            item.name.labelled("Name"),
            item.count.labelled("Count"),
            item.price.label("Price"),
            item.price.input(),
            item.colour.labelled("Colour"),
            item.size.labelled("Size"),
            item.note.labelled("Note"),
            item.engraving.labelled("Engraving"),
            item.gift.labelled("Gift"),
        ];
        rows.extend(parts.map(Html::into_string));
    }
    document([form.open(Html::from_trusted(rows))])
}

fn site(limits: Limits) -> Router {
    let pages = Router::new().route("/", page(get(orders)));
    Postback::new(pages)
        .actions(actions![order])
        .keys(Keys::random())
        .limits(limits)
        .with_state(())
}

async fn ordered(limits: Limits, body: String) -> Answer {
    let site = site(limits);
    let query = query_of(&support::get(&site, "/").await, "order");
    sent(&site, &format!("/?{query}"), body, &[], false).await
}

/// Rows of which only the name was sent, and nothing in it.
fn bare_rows(count: usize) -> String {
    let rows: Vec<_> = (0..count)
        .map(|row| format!("items[{row}].name=x"))
        .collect();
    rows.join("&")
}

/// Rows as a browser sends them.
fn whole_rows(count: usize) -> String {
    let names = [
        "name",
        "count",
        "price",
        "colour",
        "size",
        "note",
        "engraving",
    ];
    let row = |row| names.map(|name| format!("items[{row}].{name}=&"));
    let marked = |at| format!("items[{at}]._row=1&{}", row(at).concat());
    (0..count).map(marked).collect()
}

fn count(answer: &Answer, part: &str) -> usize {
    answer.text().matches(part).count()
}

#[tokio::test]
async fn rows_that_came_without_their_fields_do_not_come_back_with_all_of_them() {
    let answer = ordered(Limits::new(), bare_rows(1_000)).await;
    assert_eq!(answer.status, 422);
    // What was sent is all there, and so are boxes: a browser sends nothing for those.
    assert_eq!(count(&answer, " value=\"x\""), 1_000);
    assert_eq!(count(&answer, "type=\"checkbox\""), 1_001);
    let rows = count(&answer, " name=\"items[");
    let names_and_boxes = 1_000 + 1_001;
    assert_eq!(rows - names_and_boxes, 256);
}

#[tokio::test]
async fn rows_that_a_browser_sent_come_back_whole_and_with_a_row_to_add() {
    let answer = ordered(Limits::new().errors(5_000), whole_rows(200)).await;
    assert_eq!(answer.status, 422);
    for name in [
        "name",
        "count",
        "price",
        "colour",
        "size",
        "note",
        "engraving",
        "gift",
    ] {
        let controls = (0..=200).filter(|row| {
            let control = format!("name=\"items[{row}].{name}\"");
            answer.text().contains(&control)
        });
        assert_eq!(controls.count(), 201, "{name}");
    }
}

#[tokio::test]
async fn so_many_errors_are_told_one_by_one_and_the_rest_is_counted() {
    let wrong = "<p class=\"pb-error\" id=\"order-items[0].count-error\">is required</p>";
    for (rows, most) in [(100, 200), (200, 200), (3, 4), (1, 200)] {
        let answer = ordered(Limits::new().errors(most), whole_rows(rows)).await;
        assert!(answer.text().contains(wrong), "{rows} rows");
        // The number, and three numbers in each row.
        let all = 1 + 3 * rows;
        assert_eq!(count(&answer, "is required</p>"), all.min(most));
        let more = format!("{} more fields are wrong", all.saturating_sub(most));
        assert_eq!(answer.text().contains(&more), all > most);
    }
}

#[tokio::test]
async fn what_comes_back_grows_with_what_was_sent_and_no_faster() {
    let mut last = None;
    for rows in [250, 500, 1_000] {
        let body = bare_rows(rows);
        let sent = body.len();
        let back = ordered(Limits::new(), body).await.bytes.len();
        if let Some((sent_before, back_before)) = last {
            // A tenth more than in proportion, for longer numbers.
            assert!(10 * back * sent_before <= 11 * back_before * sent, "{back}");
        }
        last = Some((sent, back));
    }
    let (sent, back) = last.unwrap();
    assert!(back < 40 * sent, "{back} of {sent}");
}

#[tokio::test]
async fn a_name_that_no_field_can_have_makes_no_rows() {
    for name in [
        "items[1999]x",
        "items[1000000000].name",
        "items[4294967295].name",
        "items[0001999].name",
        "items[1999].name.a.a.a.a.a.a.a.a",
        "items[1999",
        "items[1999]]",
        "items[999999999].name",
    ] {
        let answer = ordered(Limits::new(), format!("{name}=y")).await;
        assert_eq!(answer.status, 422);
        assert!(count(&answer, " name=\"items[") <= 17, "{name}");
    }
}
