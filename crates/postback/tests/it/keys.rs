//! Ids and seals: the same in every process with the same keys, and of no use without them.

use std::sync::{Arc, Mutex};

use crate::support::{form_of, log, only_target, page_with, post_request, send, targets};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use postback::{
    Actions, Arg, Form, FromForm, Html, Keys, Page, Postback, Result, Sealed, action, actions, page,
};
use postback_testing::Browser;

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NEW: &str = "HxAREhMUFRYXGBkaGxwdHh8AAQIDBAUGBwgJCgsMDQ4=";

#[derive(Clone, Default)]
struct World(Arc<Mutex<Vec<String>>>);

impl World {
    fn did(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn done(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[action(public)]
async fn subscribe(State(world): State<World>) -> Result<()> {
    world.did("subscribe");
    Ok(())
}

#[derive(FromForm)]
struct Letter {
    text: String,
}

#[action(public)]
async fn answer(
    State(world): State<World>,
    Sealed(id): Sealed<u32>,
    Form(letter): Form<Letter>,
) -> Result<()> {
    world.did(format!("answer {id}: {}", letter.text));
    Ok(())
}

#[action(public)]
async fn forget(
    State(world): State<World>,
    Sealed(id): Sealed<u32>,
    Arg(_why): Arg<String>,
) -> Result<()> {
    world.did(format!("forget {id}"));
    Ok(())
}

async fn news(page: Page) -> Html {
    page_with(&page, &[form_of::<subscribe>(&page)])
}

async fn letters(page: Page) -> Html {
    let form = page.form::<answer>().bind(7);
    let text = form.fields().text.labelled("Text");
    let button = format!("{text}<button>Answer</button>");
    page_with(&page, &[form.open(Html::from_trusted(button))])
}

async fn old_letters(page: Page) -> Html {
    let form = page.form::<forget>().bind((7, "old".to_owned()));
    page_with(
        &page,
        &[form.open(Html::from_trusted("<button>Forget</button>"))],
    )
}

fn app(world: &World, keys: &str) -> Router {
    log::switch_on();
    let pages = Router::new()
        .route("/news", page(get(news)))
        .route("/letters", page(get(letters)))
        .route("/old-letters", page(get(old_letters)));
    Postback::new(pages)
        .keys(Keys::parse(keys).unwrap())
        .actions(actions![subscribe, answer, forget])
        .with_state(world.clone())
}

const CHILD: &str = "POSTBACK_TEST_CHILD";

/// The other process of the test below; by itself it has nothing to do.
#[tokio::test]
async fn another_process_renders_a_form() {
    if std::env::var_os(CHILD).is_some() {
        let app = app(&World::default(), OLD);
        println!("target={}", only_target(&app, "/letters", &[]).await);
    }
}

#[tokio::test]
async fn a_form_that_another_process_rendered_works_here() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "keys::another_process_renders_a_form",
            "--exact",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let target = output.split("target=").nth(1).expect(&output);
    let target = target.lines().next().unwrap();
    let world = World::default();
    let answer = send(&app(&world, OLD), post_request(target, &[], "text=hello")).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(world.done(), ["answer 7: hello"]);
}

/// Each step is a deploy, during which instances before and after it run side by side.
#[tokio::test]
async fn keys_are_replaced_in_three_deploys_and_no_open_page_notices() {
    let rings = [
        OLD.to_owned(),
        format!("{OLD},{NEW}"),
        format!("{NEW},{OLD}"),
        NEW.to_owned(),
    ];
    for step in rings.windows(2) {
        for (renders, runs) in [(&step[0], &step[1]), (&step[1], &step[0])] {
            let world = World::default();
            let rendered = app(&world, renders);
            for path in ["/news", "/letters", "/old-letters"] {
                let target = only_target(&rendered, path, &[]).await;
                let answer = send(&app(&world, runs), post_request(&target, &[], "text=x")).await;
                assert_eq!(answer.status, 303, "{path} from {renders} at {runs}");
            }
            assert_eq!(world.done(), ["subscribe", "answer 7: x", "forget 7"]);
        }
    }
    // In one deploy instead of three they do notice.
    let target = only_target(&app(&World::default(), OLD), "/news", &[]).await;
    assert_eq!(
        send(&app(&World::default(), NEW), post_request(&target, &[], ""))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn two_apps_with_their_own_keys_are_two_apps() {
    let (ours, theirs) = (World::default(), World::default());
    let app_of_theirs = app(&theirs, NEW);
    let target = only_target(&app(&ours, OLD), "/news", &[]).await;
    let answer = send(&app_of_theirs, post_request(&target, &[], "")).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.text().contains("This page was out of date"),
        "{}",
        answer.text()
    );
    assert!(ours.done().is_empty() && theirs.done().is_empty());
    // The fresh page has a form that works.
    let fresh = targets("/news", &answer.text()).remove(0);
    assert_eq!(
        send(&app_of_theirs, post_request(&fresh, &[], ""))
            .await
            .status,
        303
    );
    assert_eq!(theirs.done(), ["subscribe"]);
}

/// The target with `change` made to the text of its seal.
fn with_seal(target: &str, change: impl FnOnce(&str) -> String) -> String {
    let (before, seal) = target.split_once("_args=%22").unwrap();
    let (seal, after) = seal.split_once("%22").unwrap();
    format!("{before}_args=%22{}%22{after}", change(seal))
}

#[tokio::test]
async fn a_seal_with_any_bit_changed_is_out_of_date_and_the_text_is_still_there() {
    let world = World::default();
    let app = app(&world, OLD);
    let target = only_target(&app, "/letters", &[]).await;
    let length = target.split("%22").nth(1).unwrap().len();
    assert!(length > 20);
    for index in 0..length {
        for bit in 0..7 {
            let changed = with_seal(&target, |seal| {
                let mut bytes = seal.as_bytes().to_vec();
                bytes[index] ^= 1 << bit;
                form_urlencoded::byte_serialize(&bytes).collect()
            });
            let answer = send(&app, post_request(&changed, &[], "text=My+words")).await;
            assert_eq!(answer.status, 409, "{changed}");
            assert!(
                answer.text().contains("This page was out of date"),
                "{}",
                answer.text()
            );
            assert!(answer.text().contains("My words"), "{}", answer.text());
        }
    }
    assert!(world.done().is_empty());
}

#[tokio::test]
async fn a_seal_that_is_none_is_out_of_date() {
    let world = World::default();
    let app = app(&world, OLD);
    let target = only_target(&app, "/letters", &[]).await;
    let of_another = only_target(&app, "/old-letters", &[]).await;
    let of_another = of_another.split("%22").nth(1).unwrap();
    let of_other_keys = only_target(&self::app(&world, NEW), "/letters", &[]).await;
    let of_other_keys = of_other_keys.split("%22").nth(1).unwrap();
    let base = target.split("&_args=").next().unwrap();
    for changed in [
        with_seal(&target, |_| of_another.to_owned()),
        with_seal(&target, |_| of_other_keys.to_owned()),
        with_seal(&target, |_| String::new()),
        with_seal(&target, |seal| seal[..seal.len() - 1].to_owned()),
        base.to_owned(),
        format!("{base}&_args=7"),
        format!("{base}&_args=%7B"),
        format!("{base}&_args={}", "%5B".repeat(1000)),
    ] {
        let answer = send(&app, post_request(&changed, &[], "text=My+words")).await;
        assert_eq!(answer.status, 409, "{changed}");
        assert!(answer.text().contains("My words"), "{}", answer.text());
    }
    assert!(world.done().is_empty());
}

#[tokio::test]
async fn the_words_come_back_into_a_sealed_form_when_the_keys_are_gone() {
    for enhanced in [false, true] {
        let world = World::default();
        let target = only_target(&app(&world, OLD), "/letters", &[]).await;
        let app = app(&world, NEW);
        let browser = if enhanced {
            Browser::enhanced(app)
        } else {
            Browser::new(app)
        };
        let form = browser.get("/letters").await.form::<answer>();
        let page = form
            .fill("text", "My words")
            .send_to(&target)
            .submit()
            .await;
        assert_eq!(page.status(), 409);
        assert_eq!(page.form::<answer>().value("text"), "My words");
        let page = page.form::<answer>().submit().await;
        assert_eq!(page.status(), 200);
        assert_eq!(world.done(), ["answer 7: My words"]);
    }
}

mod before {
    use super::*;

    #[action(public)]
    pub(super) async fn join(State(world): State<World>, Sealed(id): Sealed<u32>) -> Result<()> {
        world.did(format!("before {id}"));
        Ok(())
    }
}

mod after {
    use super::*;

    #[action(public, was = "it::keys::before::join")]
    pub(super) async fn enrol(State(world): State<World>, Sealed(id): Sealed<u32>) -> Result<()> {
        world.did(format!("after {id}"));
        Ok(())
    }
}

fn club(
    world: &World,
    actions: Actions<World>,
    home: axum::routing::MethodRouter<World>,
) -> Router {
    Postback::new(Router::new().route("/club", page(home)))
        .keys(Keys::parse(OLD).unwrap())
        .actions(actions)
        .with_state(world.clone())
}

#[tokio::test]
async fn a_form_of_before_the_renaming_still_works_with_its_seal() {
    let world = World::default();
    let joins = |page: Page| async move {
        page.form::<before::join>()
            .bind(7)
            .open(Html::from_trusted("<button>Join</button>"))
    };
    let enrols = |page: Page| async move {
        page.form::<after::enrol>()
            .bind(8)
            .open(Html::from_trusted("<button>Enrol</button>"))
    };
    let before = club(&world, actions![before::join], get(joins));
    let after = club(&world, actions![after::enrol], get(enrols));
    for (rendered, expected) in [(&before, "after 7"), (&after, "after 8")] {
        let target = only_target(rendered, "/club", &[]).await;
        assert_eq!(
            send(&after, post_request(&target, &[], "")).await.status,
            303
        );
        assert_eq!(world.done(), [expected]);
    }
}

#[track_caller]
fn sentence_at_start(actions: impl FnOnce() -> Actions<World>) -> String {
    let start = std::panic::AssertUnwindSafe(|| {
        Postback::new(Router::new())
            .keys(Keys::random())
            .actions(actions())
            .with_state(World::default())
    });
    *std::panic::catch_unwind(start)
        .unwrap_err()
        .downcast::<String>()
        .unwrap()
}

fn one() -> Actions<World> {
    #[action(public)]
    async fn twin() -> Result<()> {
        Ok(())
    }
    actions![twin]
}

fn other() -> Actions<World> {
    #[action(public)]
    async fn twin() -> Result<()> {
        Ok(())
    }
    actions![twin]
}

#[test]
fn an_app_that_could_not_be_right_does_not_start() {
    let twice = sentence_at_start(|| actions![subscribe, answer, subscribe]);
    assert_eq!(
        twice,
        "the action `it::keys::subscribe` is listed twice in actions![..]"
    );
    let twins = sentence_at_start(|| one().merge(other()));
    assert!(
        twins.starts_with("two actions have the path `it::keys::twin`"),
        "{twins}"
    );
    assert!(twins.contains("move it to a module of its own"), "{twins}");
    let both = sentence_at_start(|| actions![before::join, after::enrol]);
    assert!(
        both.contains("former path") && both.contains("join") && both.contains("was"),
        "{both}"
    );
}
