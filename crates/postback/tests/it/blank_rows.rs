//! A blank row before others: the action does not see it, and the form that is shown again has it.

use crate::support::{self, document};
use axum::Router;
use axum::routing::get;
use postback::{
    Form, FromForm, Html, Invalid, Keys, Page, Postback, Result, action, actions, page,
};
use postback_testing::both_ways;

#[derive(FromForm)]
struct Order {
    how: String,
    items: Vec<Item>,
}

#[derive(FromForm)]
struct Item {
    name: String,
    #[form(password)]
    code: Option<String>,
}

#[derive(Debug)]
struct SoldOut(usize);

impl std::fmt::Display for SoldOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "item {} is sold out", self.0)
    }
}

impl std::error::Error for SoldOut {}

#[action(public)]
async fn order(Form(order): Form<Order>) -> Result<()> {
    let last = order.items.len() - 1;
    assert!(
        order
            .items
            .iter()
            .all(|item| !item.name.is_empty() && item.code.is_none())
    );
    match &*order.how {
        "directly" => Err(Invalid::field(format!("items[{last}].name"), "is sold out")),
        _ => Err(SoldOut(last).into()),
    }
}

async fn orders(page: Page) -> Html {
    let form = page.form::<order>();
    let field = form.fields();
    let mut body = field.how.labelled("How").into_string();
    for at in 0..field.items.len().max(4) {
        let item = field.items.item(at);
        body += item.name.labelled(format!("Name {at}")).as_str();
        body += item.code.labelled(format!("Code {at}")).as_str();
    }
    document([form.open(Html::from_trusted(body))])
}

fn site() -> Router {
    let pages = Router::new().route("/", page(get(orders)));
    Postback::new(pages)
        .actions(actions![order])
        .keys(Keys::random())
        .map_error(|error: &SoldOut| {
            Some(Invalid::field(
                format!("items[{}].name", error.0),
                "is sold out",
            ))
        })
        .with_state(())
}

#[tokio::test]
async fn what_an_action_says_of_its_list_stands_at_the_row_that_was_meant() {
    for how in ["directly", "by an error of the app"] {
        both_ways(
            async || site(),
            async |browser| {
                let form = browser.get("/").await.form::<order>().fill("How", how);
                let form = form.fill("Name 1", "second").fill("Name 3", "fourth");
                let page = form.submit().await;
                assert_eq!(page.status(), 422);
                let form = page.form::<order>();
                let rows = [0, 1, 2, 3].map(|at| format!("items[{at}].name"));
                let values = rows.each_ref().map(|name| form.value(name));
                assert_eq!(values, ["", "second", "", "fourth"], "{how}");
                let errors = rows.each_ref().map(|name| form.error(name));
                assert_eq!(errors, ["", "", "", "is sold out"], "{how}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_secret_is_never_kept_and_its_control_always_there() {
    let site = site();
    let query = support::query_of(&support::get(&site, "/").await, "order");
    let rows = (0..300).map(|row| format!("&items[{row}].name=x&items[{row}].code="));
    let body = format!("how=directly{}", rows.collect::<Vec<_>>().concat());
    let answer = support::sent(&site, &format!("/?{query}"), body, &[], false).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.text().matches("type=\"password\"").count(), 300);
}
