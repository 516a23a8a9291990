//! A repeat of a submission is not another attempt.

use std::time::Duration;

use axum::Router;
use futures_util::future::join_all;

use super::site::{World, app};
use crate::support::{get_request, post_request, send as raw, targets};

const ADA: (&str, &str) = ("x-user", "ada");

async fn post_target(app: &Router) -> String {
    target_of(app, "post").await
}

async fn target_of(app: &Router, action: &str) -> String {
    let page = raw(app, get_request("/", &[])).await;
    let targets = targets("/", &page.text());
    let is_it = |target: &String| target.contains(&format!("_action={action}."));
    targets.into_iter().find(is_it).unwrap()
}

fn enhanced(id: &str) -> [(&str, &str); 3] {
    [ADA, ("postback-request", "1"), ("postback-id", id)]
}

#[tokio::test(start_paused = true)]
async fn what_the_browser_sends_again_does_not_count_again() {
    let world = World::default();
    let app = app(&world);
    let target = post_target(&app).await;
    let body = "email=a&password=right";
    let first = enhanced("0123456789abcdef-1");
    for _ in 0..9 {
        let answer = raw(&app, post_request(&target, &first, body)).await;
        assert_eq!(answer.status, 200);
    }
    let second = enhanced("0123456789abcdef-2");
    let answer = raw(&app, post_request(&target, &second, body)).await;
    assert_eq!(answer.status, 200);
    let third = enhanced("0123456789abcdef-3");
    let answer = raw(&app, post_request(&target, &third, body)).await;
    assert_eq!(answer.status, 429);
    assert_eq!(world.runs(), 4, "each run is two entries");
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_in_time_has_its_outcome_also_when_the_limit_is_reached_since() {
    let world = World::default();
    let app = app(&world);
    let target = post_target(&app).await;
    let (first, second) = (
        enhanced("0123456789abcdef-1"),
        enhanced("0123456789abcdef-2"),
    );
    for id in [&first, &second, &first, &second, &first] {
        let answer = raw(&app, post_request(&target, id, "email=a&password=right")).await;
        assert_eq!(answer.status, 200);
    }
    let other = raw(
        &app,
        post_request(&target, &first, "email=b&password=right"),
    )
    .await;
    assert_eq!(other.status, 429, "another body is another submission");
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_in_time_has_its_outcome_when_its_address_has_reached_the_limit() {
    let world = World::default();
    let app = app(&world);
    let target = target_of(&app, "vote").await;
    let first = enhanced("0123456789abcdef-1");
    for _ in 0..3 {
        assert_eq!(
            raw(&app, post_request(&target, &first, "")).await.status,
            200
        );
    }
    let second = enhanced("0123456789abcdef-2");
    assert_eq!(
        raw(&app, post_request(&target, &second, "")).await.status,
        429
    );
    let stranger = [second[1], second[2]];
    assert_eq!(
        raw(&app, post_request(&target, &stranger, "")).await.status,
        429
    );
    assert_eq!(world.runs(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_second_half_of_a_double_click_is_not_too_often() {
    let world = World::default();
    let app = app(&world);
    let target = post_target(&app).await;
    let once = raw(
        &app,
        post_request(&target, &[ADA], "email=b&password=right"),
    );
    assert_eq!(once.await.status, 303);
    let click = || {
        raw(
            &app,
            post_request(&target, &[ADA], "email=a&password=no&end=slow"),
        )
    };
    let clicks = join_all((0..4).map(|_| click()));
    let (answers, ()) = futures_util::future::join(clicks, async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.gate.add_permits(100);
    })
    .await;
    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(statuses, [422; 4]);
    assert_eq!(
        raw(&app, post_request(&target, &[ADA], "email=c"))
            .await
            .status,
        429
    );
}
