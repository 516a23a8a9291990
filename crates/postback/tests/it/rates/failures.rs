//! What `failures` counts, and what it does not.

use std::time::Duration;

use axum::Router;
use futures_util::future::join_all;
use postback_testing::{Browser, both_ways};

use super::site::{World, app, enter, login, send};
use crate::support::{get_request, post_request, send as raw, targets};

async fn fresh() -> Router {
    app(&World::default())
}

#[tokio::test(start_paused = true)]
async fn every_way_of_being_refused_by_the_action_is_a_failure() {
    for end in ["", "denied", "missing", "conflict", "no"] {
        let browser = Browser::new(fresh().await);
        for _ in 0..3 {
            assert!(
                send::<login>(&browser, "ada", "no", end)
                    .await
                    .status()
                    .as_u16()
                    < 429
            );
        }
        let page = send::<login>(&browser, "ada", "right", "").await;
        assert_eq!(page.status(), 429, "{end}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_form_that_breaks_its_rules_is_a_failure() {
    let browser = Browser::new(fresh().await);
    let long = "a".repeat(41);
    for _ in 0..3 {
        assert_eq!(send::<login>(&browser, &long, "no", "").await.status(), 422);
    }
    assert_eq!(send::<login>(&browser, &long, "no", "").await.status(), 429);
}

#[tokio::test(start_paused = true)]
async fn success_and_what_went_wrong_on_our_side_is_none() {
    for end in ["", "away", "failed", "panic", "late", "limited"] {
        both_ways(fresh, async |browser| {
            for _ in 0..5 {
                let page = send::<login>(&browser, "ada", "right", end).await;
                assert_ne!(page.status(), 422, "{end}");
                assert_ne!(page.header("retry-after"), Some("20"), "{end}");
            }
            assert_eq!(send::<login>(&browser, "ada", "no", "").await.status(), 422);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_does_not_forgive_the_failures_before_it() {
    both_ways(fresh, async |browser| {
        for _ in 0..2 {
            assert_eq!(send::<login>(&browser, "ada", "no", "").await.status(), 422);
        }
        assert_eq!(
            send::<login>(&browser, "ada", "right", "").await.url(),
            "/in"
        );
        assert_eq!(send::<login>(&browser, "ada", "no", "").await.status(), 422);
        assert_eq!(send::<login>(&browser, "ada", "no", "").await.status(), 429);
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(
            send::<login>(&browser, "ada", "right", "").await.url(),
            "/in"
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_is_turned_away_has_failed_and_is_not_asked_again_before_the_time() {
    let world = World::default();
    let app = app(&world);
    let stranger = Browser::new(app.clone());
    for _ in 0..2 {
        let page = stranger.get("/").await.form::<enter>().submit().await;
        assert_eq!(page.status(), 401);
    }
    let page = stranger.get("/").await.form::<enter>().submit().await;
    assert_eq!(page.status(), 429, "the caller is not asked any more");
    let ada = Browser::new(app.clone()).header("x-user", "ada");
    let page = ada.get("/").await.form::<enter>().submit().await;
    assert_eq!(page.status(), 429, "she is at the same address");
    let elsewhere = ada.address("198.51.100.7");
    let page = elsewhere.get("/").await.form::<enter>().submit().await;
    assert_eq!(page.status(), 200);
    assert_eq!(world.runs(), 1);
}

async fn login_target(app: &Router) -> String {
    let page = raw(app, get_request("/", &[])).await;
    let targets = targets("/", &page.text());
    let is_login = |target: &String| target.contains("_action=login.");
    targets.into_iter().find(is_login).unwrap()
}

#[tokio::test(start_paused = true)]
async fn of_a_hundred_guesses_at_once_no_more_run_than_the_rate_says() {
    for headers in [&[][..], &[("postback-request", "1")][..]] {
        let world = World::default();
        let app = app(&world);
        let target = login_target(&app).await;
        let guess = |number| {
            let body = format!("email=ada&password={number}&end=slow");
            raw(&app, post_request(&target, headers, body))
        };
        let guesses = join_all((0..100).map(guess));
        let (answers, ()) = futures_util::future::join(guesses, async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(world.runs(), 3);
            world.gate.add_permits(100);
        })
        .await;
        let limited = answers.iter().filter(|answer| answer.status == 429);
        assert_eq!(limited.count(), 97);
        assert_eq!(world.runs(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_guess_whose_sender_has_gone_away_still_counts_when_it_fails() {
    let world = World::default();
    let postback = super::site::postback();
    let handle = postback.handle();
    let app = postback.with_state(world.clone());
    let target = login_target(&app).await;
    for number in 0..3 {
        let body = format!("email=ada&password={number}&end=slow");
        let guess = raw(&app, post_request(&target, &[], body));
        let gone = tokio::time::timeout(Duration::from_millis(1), guess).await;
        assert!(gone.is_err());
    }
    world.gate.add_permits(100);
    handle.drained().await;
    assert_eq!(world.runs(), 3);
    let answer = raw(&app, post_request(&target, &[], "email=ada&password=right")).await;
    assert_eq!(answer.status, 429);
}

#[tokio::test(start_paused = true)]
async fn of_an_address_that_is_sent_twice_the_one_counts_that_is_tried() {
    let world = World::default();
    let app = app(&world);
    let target = login_target(&app).await;
    for decoy in 0..3 {
        let body = format!("email=decoy{decoy}&email=ada&password=no");
        assert_eq!(
            raw(&app, post_request(&target, &[], body)).await.status,
            422
        );
    }
    let body = "email=another&email=ada&password=no";
    assert_eq!(
        raw(&app, post_request(&target, &[], body)).await.status,
        429
    );
}
