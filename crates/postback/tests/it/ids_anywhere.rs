//! `#[action(anywhere)]`, and random apps in which every id runs exactly where it was rendered.

use crate::support::user::User;
use crate::support::{self, Effects, button, document, query_of};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use postback::{Action, Html, Keys, Page, Postback, Result, action, actions, page};
use proptest::prelude::*;

#[action(public)]
async fn touch(State(effects): State<Effects>) -> Result<()> {
    effects.add("touch");
    Ok(())
}

#[action]
async fn rename(_caller: User, State(effects): State<Effects>) -> Result<()> {
    effects.add("rename");
    Ok(())
}

/// The button of a fragment that stands in many pages.
#[action(anywhere)]
async fn star(_caller: User, State(effects): State<Effects>) -> Result<()> {
    effects.add("star");
    Ok(())
}

fn form<A: Action<Arguments = ()>>(page: &Page) -> String {
    page.form::<A>().open(button(A::NAME)).to_string()
}

async fn all(page: Page) -> Html {
    document([
        form::<touch>(&page),
        form::<rename>(&page),
        form::<star>(&page),
    ])
}

const NAMES: [&str; 3] = ["touch", "rename", "star"];

async fn sent(
    app: &Router,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
) -> support::Answer {
    let mut headers = headers.to_vec();
    headers.push(("content-type", "application/x-www-form-urlencoded"));
    support::send(app, support::request(method, target, &headers)).await
}

const USER: (&str, &str) = ("x-user", "ann");
const ENHANCED: (&str, &str) = ("postback-request", "1");

fn wrapped(pages: Router<Effects>, keys: Keys, effects: &Effects) -> Router {
    Postback::new(pages)
        .actions(actions![touch, rename, star])
        .keys(keys)
        .with_state(effects.clone())
}

#[tokio::test]
async fn a_fragment_in_another_page_works_if_its_action_says_anywhere() {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/fragment", page(get(all)))
        .route(
            "/list",
            page(get(|| async { document(["<div id=here></div>"]) })),
        )
        .route("/plain", get(|| async { "no page of actions" }));
    let app = wrapped(pages, Keys::random(), &effects);
    let fragment = sent(&app, "GET", "/fragment", &[]).await;
    // A script puts it into the list, where a form of a query only posts to the list.
    for (name, plain, enhanced) in [
        ("touch", 409, 409),
        ("rename", 409, 409),
        ("star", 303, 200),
    ] {
        let target = format!("/list?{}", query_of(&fragment, name));
        assert_eq!(
            sent(&app, "POST", &target, &[USER]).await.status,
            plain,
            "{name}"
        );
        let answer = sent(&app, "POST", &target, &[USER, ENHANCED]).await;
        assert_eq!(answer.status, enhanced, "{name}");
    }
    assert_eq!(effects.all(), ["star", "star"]);
    // The caller guards it, and what takes no actions takes none.
    let target = format!("/list?{}", query_of(&fragment, "star"));
    assert_eq!(sent(&app, "POST", &target, &[]).await.status, 401);
    let target = format!("/plain?{}", query_of(&fragment, "star"));
    assert_eq!(sent(&app, "POST", &target, &[USER]).await.status, 405);
    assert_eq!(effects.count(), 2);
}

#[tokio::test]
async fn an_open_page_goes_on_when_its_action_becomes_one_for_anywhere() {
    let effects = Effects::default();
    let app = wrapped(
        Router::new().route("/a", page(get(all))),
        Keys::random(),
        &effects,
    );
    let page = sent(&app, "GET", "/a", &[]).await;
    let query = query_of(&page, "star");
    assert_eq!(query.matches('.').count(), 1, "{query}");
    for more in ["", ".AAAAAAAAAAAAAAAAAAAAAA", ".x"] {
        let target = format!("/a?{query}{more}");
        assert_eq!(
            sent(&app, "POST", &target, &[USER]).await.status,
            303,
            "{more}"
        );
    }
}

#[test]
fn the_list_of_actions_says_which_run_anywhere() {
    let infos = actions![touch, rename, star];
    let infos = postback::Actions::<Effects>::infos(&infos);
    let anywhere: Vec<_> = infos
        .iter()
        .filter(|info| info.anywhere)
        .map(|info| info.name)
        .collect();
    assert_eq!(anywhere, ["star"]);
    assert!(infos[2].to_string().contains("anywhere"));
}

/// A page of a random app: how it is put there, and whether it has a guard.
#[derive(Clone, Copy, Debug)]
struct Spot {
    kind: usize,
    is_guarded: bool,
}

async fn admins(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-admin") {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "admins only").into_response()
    }
}

impl Spot {
    /// The pages with this one, and two addresses of it.
    fn add(
        self,
        pages: Router<Effects>,
        index: usize,
        effects: &Effects,
    ) -> (Router<Effects>, [String; 2]) {
        let own = || {
            let own = page(get(all));
            if self.is_guarded {
                own.layer(from_fn(admins))
            } else {
                own
            }
        };
        let sub = || {
            let sub = Router::new()
                .route("/x/{id}", page(get(all)))
                .fallback(page(get(all)));
            if self.is_guarded {
                sub.layer(from_fn(admins))
            } else {
                sub
            }
        };
        let at = |rest: [&str; 2]| rest.map(|rest| format!("/{index}{rest}"));
        let prefix = format!("/{index}");
        match self.kind {
            0 => (pages.route(&prefix, own()), at(["", "?q=1"])),
            1 => (
                pages.route(&format!("{prefix}/{{id}}"), own()),
                at(["/1", "/two"]),
            ),
            2 => (
                pages.route(&format!("{prefix}/{{*all}}"), own()),
                at(["/1", "/a/b/c"]),
            ),
            3 => (pages.nest(&prefix, sub()), at(["/x/1", "/x/2"])),
            4 => (pages.nest(&prefix, sub()), at(["/y", "/z/y"])),
            5 => {
                let sub = sub().with_state(effects.clone());
                (pages.nest_service(&prefix, sub), at(["/x/1", "/x/2"]))
            }
            6 => {
                let sub = sub().with_state(effects.clone());
                (pages.nest_service(&prefix, sub), at(["/y", "/z/y"]))
            }
            _ => {
                // Without a fallback of its own it would drop the one inside.
                let inner = Router::new().nest("/deep", sub()).fallback(page(get(all)));
                (pages.nest(&prefix, inner), at(["/deep/x/1", "/deep/y"]))
            }
        }
    }

    /// Both addresses are of one route.
    fn is_one_route(self) -> bool {
        self.kind < 7
    }
}

fn spot() -> impl Strategy<Value = Spot> {
    (0_usize..8, any::<bool>()).prop_map(|(kind, is_guarded)| Spot { kind, is_guarded })
}

fn secret(number: u8) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode([number; 32])
}

fn ring(numbers: &[u8]) -> Keys {
    let texts: Vec<String> = numbers.iter().map(|number| secret(*number)).collect();
    Keys::parse(&texts.join(",")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn in_random_apps_an_id_runs_exactly_where_it_was_rendered(
        spots in prop::collection::vec(spot(), 1..5),
        rendered_with in prop::collection::vec(1_u8..4, 1..3),
        posted_with in prop::collection::vec(1_u8..4, 1..3),
        is_admin: bool, is_user: bool, is_enhanced: bool,
    ) {
        let run = async {
            let effects = Effects::default();
            let app = |keys: &[u8]| {
                let mut pages = Router::new().fallback(page(get(all)));
                let mut places = vec![("/no/such".to_owned(), usize::MAX, false)];
                for (index, spot) in spots.iter().enumerate() {
                    let addresses;
                    (pages, addresses) = spot.add(pages, index, &effects);
                    for (half, address) in addresses.into_iter().enumerate() {
                        let route = if spot.is_one_route() { index * 2 } else { index * 2 + half };
                        places.push((address, route, spot.is_guarded));
                    }
                }
                (wrapped(pages, ring(keys), &effects), places)
            };
            let (renders, places) = app(&rendered_with);
            let (runs, _) = app(&posted_with);
            let is_known = posted_with.contains(&rendered_with[0]);
            let mut headers = Vec::new();
            headers.extend(is_user.then_some(USER));
            headers.extend(is_admin.then_some(("x-admin", "1")));
            headers.extend(is_enhanced.then_some(ENHANCED));
            for (at, route, _) in &places {
                let html = sent(&renders, "GET", at, &[("x-admin", "1")]).await;
                for name in NAMES {
                    let query = query_of(&html, name);
                    let id = query.split('&').find(|pair| pair.starts_with("_action=")).unwrap();
                    for (posted, other, is_guarded) in &places {
                        let separator = if posted.contains('?') { '&' } else { '?' };
                        let target = format!("{posted}{separator}{id}");
                        let answer = sent(&runs, "POST", &target, &headers).await;
                        let may = (is_admin || !is_guarded)
                            && is_known
                            && (name == "star" || route == other)
                            && (name == "touch" || is_user);
                        let done = effects.take();
                        prop_assert_eq!(done, usize::from(may), "{} of {} at {}: {:?}", name, at, posted, answer.status);
                        let expected = match (may, is_enhanced) {
                            (true, true) => 200,
                            (true, false) => 303,
                            // Before routing nobody asks for the guard.
                            _ if !is_known => 409,
                            _ if *is_guarded && !is_admin => 403,
                            _ if name != "star" && route != other => 409,
                            _ => 401,
                        };
                        prop_assert_eq!(answer.status.as_u16(), expected, "{} of {} at {}", name, at, posted);
                    }
                }
            }
            Ok(())
        };
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run)?;
    }
}
