//! Who has a count of their own.

use std::time::Duration;

use axum::Router;
use postback::{Form, FromForm, Keys, Postback, Result, action, actions};
use postback_testing::{Browser, both_ways};

use super::site::{World, app, both, export, login, open, post, postback, send, signup};

async fn fresh() -> Router {
    app(&World::default())
}

async fn press<A: postback::Action>(browser: &Browser) -> u16 {
    let page = browser.get("/").await.form::<A>().submit().await;
    page.status().as_u16()
}

#[tokio::test(start_paused = true)]
async fn every_caller_has_a_count_of_their_own_wherever_they_are() {
    let world = World::default();
    let app = app(&world);
    for enhanced in [false, true] {
        let browser = |user: &str| {
            let make = if enhanced {
                Browser::enhanced
            } else {
                Browser::new
            };
            make(app.clone()).header("x-user", &format!("{user}-{enhanced}"))
        };
        let (ada, bob) = (browser("ada"), browser("bob"));
        for _ in 0..2 {
            assert_eq!(send::<post>(&ada, "x", "right", "").await.url(), "/in");
        }
        let elsewhere = browser("ada").address("198.51.100.7");
        assert_eq!(
            send::<post>(&elsewhere, "x", "right", "").await.status(),
            429
        );
        assert_eq!(send::<post>(&bob, "x", "right", "").await.url(), "/in");
    }
}

#[tokio::test(start_paused = true)]
async fn without_per_everybody_counts_together() {
    let app = fresh().await;
    let one = Browser::new(app.clone()).address("192.0.2.1");
    let other = Browser::enhanced(app).address("192.0.2.2");
    assert_eq!(press::<export>(&one).await, 200);
    assert_eq!(press::<export>(&other).await, 200);
    assert_eq!(press::<export>(&one).await, 429);
    assert_eq!(press::<export>(&other).await, 429);
    tokio::time::advance(Duration::from_secs(30 * 60)).await;
    assert_eq!(press::<export>(&one).await, 200);
}

#[tokio::test(start_paused = true)]
async fn of_several_rates_all_have_to_hold_and_who_is_refused_by_one_is_counted_by_none() {
    both_ways(fresh, async |browser| {
        let second = || tokio::time::advance(Duration::from_secs(1));
        assert_eq!(press::<both>(&browser).await, 200);
        assert_eq!(press::<both>(&browser).await, 200);
        for _ in 0..5 {
            assert_eq!(press::<both>(&browser).await, 429, "two in a second");
        }
        second().await;
        assert_eq!(
            press::<both>(&browser).await,
            200,
            "the third in the minute"
        );
        second().await;
        assert_eq!(press::<both>(&browser).await, 429);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_field_counts_for_all_addresses_and_in_every_spelling() {
    let app = fresh().await;
    for (number, email) in ["Ada@x", " ada@X ", "ADA@x"].into_iter().enumerate() {
        let browser = Browser::new(app.clone()).address(&format!("192.0.2.{number}"));
        assert_eq!(send::<login>(&browser, email, "no", "").await.status(), 422);
    }
    let browser = Browser::new(app).address("198.51.100.1");
    assert_eq!(
        send::<login>(&browser, "ada@x", "right", "").await.status(),
        429
    );
    assert_eq!(
        send::<login>(&browser, "bob@x", "no", "").await.status(),
        422
    );
}

#[tokio::test(start_paused = true)]
async fn a_field_counts_for_what_a_database_takes_for_the_same() {
    both_ways(fresh, async |browser| {
        for email in ["\u{e1}da@x", "\u{ff41}d\u{ff41}@x", "a\u{200b}da\u{301}@x"] {
            assert_eq!(send::<login>(&browser, email, "no", "").await.status(), 422);
        }
        let page = send::<login>(&browser, "ada@x", "right", "").await;
        assert_eq!(page.status(), 429);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_number_counts_as_the_number_that_it_is_however_it_is_written() {
    both_ways(fresh, async |browser| {
        for (number, status) in [
            ("7", 422),
            ("007", 422),
            ("0000007", 429),
            ("-0", 422),
            ("0", 422),
            ("00", 429),
        ] {
            let form = browser.get("/").await.form::<open>();
            let page = form.fill("number", number).fill("pin", "1").submit().await;
            assert_eq!(page.status(), status, "{number}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_address_counts_whatever_partition_it_names() {
    let app = postback().partition(by_header).with_state(World::default());
    let of = |tenant: &str| Browser::new(app.clone()).header("x-tenant", tenant);
    for (tenant, status) in [("one", 200), ("two", 200), ("three", 429)] {
        let page = send::<signup>(&of(tenant), "a", "right", "").await;
        assert_eq!(page.status(), status, "{tenant}");
    }
}

fn by_header(parts: &http::request::Parts) -> String {
    let tenant = parts.headers.get("x-tenant");
    tenant.map_or(String::new(), |tenant| format!("{tenant:?}"))
}

#[tokio::test(start_paused = true)]
async fn two_apps_and_two_partitions_share_nothing() {
    let part = || postback().partition(by_header).with_state(World::default());
    let (app, other) = (part(), part());
    let of = |app: &Router, tenant: &str| Browser::new(app.clone()).header("x-tenant", tenant);
    let one = of(&app, "one");
    assert_eq!(press::<export>(&one).await, 200);
    assert_eq!(press::<export>(&one).await, 200);
    assert_eq!(press::<export>(&one).await, 429);
    assert_eq!(press::<export>(&of(&app, "two")).await, 200);
    assert_eq!(press::<export>(&of(&other, "one")).await, 200);
}

#[derive(FromForm)]
struct Secret {
    #[form(password)]
    code: String,
}

#[action(public, rate = "5/min per field(code)")]
async fn guess(Form(_form): Form<Secret>) -> Result<()> {
    Ok(())
}

#[test]
#[should_panic(expected = "but `code` is a password")]
fn a_password_is_not_counted() {
    let app = Postback::new(Router::new()).actions(actions![guess]);
    drop(app.keys(Keys::random()).with_state(()));
}
