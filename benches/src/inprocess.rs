//! CPU time and allocations of one request without sockets: both apps in turns on one thread.

use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use rustix::time::{ClockId, clock_gettime};
use tower::ServiceExt;

use crate::ask::Ask;
use crate::counting;
use crate::load::{median, sorted};
use crate::scenario::{INVALID, SETTINGS, VALID, action};
use crate::serve::{Which, subscriber};

const BATCH: u32 = 1_000;
const ROUNDS: usize = 41;
pub(crate) const HOST: &str = "127.0.0.1:8080";

#[derive(Clone, Copy)]
struct Step {
    title: &'static str,
    status: StatusCode,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Page,
    Valid,
    Button,
    Shown,
    Invalid,
}

const STEPS: [Step; 6] = [
    Step {
        title: "GET a page without forms",
        status: StatusCode::OK,
        kind: Kind::Plain,
    },
    Step {
        title: "GET a page with a form",
        status: StatusCode::OK,
        kind: Kind::Page,
    },
    Step {
        title: "POST a valid form, 303",
        status: StatusCode::SEE_OTHER,
        kind: Kind::Valid,
    },
    Step {
        title: "POST a button, 303",
        status: StatusCode::SEE_OTHER,
        kind: Kind::Button,
    },
    Step {
        title: "GET the page with the success",
        status: StatusCode::OK,
        kind: Kind::Shown,
    },
    Step {
        title: "POST an invalid form, 422",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        kind: Kind::Invalid,
    },
];

/// One app, and what to send to it.
struct Side {
    app: Router,
    form: String,
    button: String,
    cookie: String,
}

impl Side {
    async fn new(which: Which) -> Self {
        let app = which.app().await;
        let ask = Ask {
            host: HOST,
            target: SETTINGS,
            session: 1,
            cookie: None,
            form: None,
            also: &[],
        };
        let page = text(sent(&app, ask).await).await;
        let form = action(SETTINGS, &page).expect("the page has a form");
        let (_, rest) = page.split_once("</form>").expect("the page has a form");
        let button = action(SETTINGS, rest).expect("the page has a button");
        let done = sent(
            &app,
            Ask {
                target: &form,
                form: Some(VALID),
                ..ask
            },
        )
        .await;
        let cookie = done.headers()[header::SET_COOKIE]
            .to_str()
            .expect("a cookie is ASCII");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Self {
            app,
            form,
            button,
            cookie,
        }
    }

    fn ask(&self, kind: Kind) -> Ask<'_> {
        let ask = Ask {
            host: HOST,
            target: SETTINGS,
            session: 1,
            cookie: None,
            form: None,
            also: &[],
        };
        match kind {
            Kind::Plain => Ask {
                target: "/about",
                ..ask
            },
            Kind::Page => ask,
            Kind::Valid => Ask {
                target: &self.form,
                form: Some(VALID),
                ..ask
            },
            Kind::Button => Ask {
                target: &self.button,
                form: Some(""),
                ..ask
            },
            Kind::Shown => Ask {
                cookie: Some(&self.cookie),
                ..ask
            },
            Kind::Invalid => Ask {
                target: &self.form,
                form: Some(INVALID),
                ..ask
            },
        }
    }

    /// Microseconds of one request, its making not included.
    async fn batch(&self, step: Step) -> f64 {
        let requests: Vec<_> = (0..BATCH).map(|_| self.ask(step.kind).request()).collect();
        let started = cpu_time();
        for request in requests {
            let answer = self.app.clone().oneshot(request).await;
            let response = match answer {
                Ok(response) => response,
                Err(never) => match never {},
            };
            assert_eq!(response.status(), step.status, "{}", step.title);
            drop(response.into_body().collect().await);
        }
        cpu_time().saturating_sub(started).as_secs_f64() * 1e6 / f64::from(BATCH)
    }

    async fn allocations(&self, step: Step) -> (u64, u64) {
        let request = self.ask(step.kind).request();
        let app = self.app.clone();
        counting::count(async move {
            let answer = app.oneshot(request).await;
            match answer {
                Ok(response) => drop(response.into_body().collect().await),
                Err(never) => match never {},
            }
        })
        .await
    }
}

/// The CPU time of this thread so far.
pub(crate) fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let nanos = time.tv_sec * 1_000_000_000 + time.tv_nsec;
    Duration::from_nanos(nanos.try_into().unwrap_or_default())
}

pub(crate) async fn sent(app: &Router, ask: Ask<'_>) -> Response {
    match app.clone().oneshot(ask.request()).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

pub(crate) async fn text(response: Response) -> String {
    let body = response
        .into_body()
        .collect()
        .await
        .expect("a page in memory does not break off");
    String::from_utf8_lossy(&body.to_bytes()).into_owned()
}

/// Measures everything and prints it; `only` is a part of a title, `side` takes one app alone, for a profiler.
pub(crate) async fn run(only: &str, alone: Option<Which>) {
    let hand = Side::new(Which::ByHand).await;
    let ours = Side::new(Which::WithPostback).await;
    let steps = || STEPS.into_iter().filter(|step| step.title.contains(only));
    if let Some(which) = alone {
        let side = if matches!(which, Which::ByHand) {
            &hand
        } else {
            &ours
        };
        for step in steps() {
            let rounds = 5 * ROUNDS;
            let mut times = Vec::new();
            for _ in 0..rounds {
                times.push(side.batch(step).await);
            }
            println!(
                "{:<32} {:.2} us {}",
                step.title,
                median(&sorted(times.into_iter())),
                which.name()
            );
        }
        return;
    }
    println!(
        "{:<32} {:>34}   {:>30}",
        "", "CPU us per request (median)", "allocations (bytes)"
    );
    println!(
        "{:<32} {:>9} {:>14} {:>9}   {:>14} {:>15}",
        "", "by hand", "with postback", "more", "by hand", "with postback"
    );
    for traced in [false, true] {
        println!(
            "{}",
            if traced {
                "with a subscriber that writes spans"
            } else {
                "without a subscriber"
            }
        );
        let _guard = traced.then(|| tracing::subscriber::set_default(subscriber()));
        for step in steps() {
            let (mut by_hand, mut with_postback) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                by_hand.push(hand.batch(step).await);
                with_postback.push(ours.batch(step).await);
            }
            let (a, b) = (
                median(&sorted(by_hand.into_iter())),
                median(&sorted(with_postback.into_iter())),
            );
            let (c, d) = (hand.allocations(step).await, ours.allocations(step).await);
            println!(
                "  {:<30} {a:>9.2} {b:>14.2} {:>+9.2}   {:>5} {:>8} {:>6} {:>8}",
                step.title,
                b - a,
                c.0,
                format!("({})", c.1),
                d.0,
                format!("({})", d.1),
            );
        }
    }
}
