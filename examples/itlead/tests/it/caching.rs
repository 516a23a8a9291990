//! A change is visible at once, for the user who made it and for everyone else.

use std::sync::Mutex;

use itlead::actions::{
    problems::{delete_problem, set_solved, update_problem},
    profile::update_profile,
};
use postback_testing::{Browser, both_ways};

use crate::support::{app, sign_in, sign_up, write};

/// Three people on one site, with separate browsers. Robin changes something, and everyone looks.
struct People {
    robin: Browser,
    ada: Browser,
    guest: Browser,
}

/// Runs the steps with JavaScript off, and again with it on. Everyone has opened these pages
/// before, so that they are cached.
async fn after_looking_at(paths: &[&str], steps: impl AsyncFn(&People)) {
    let site = Mutex::new(None);
    let make_app = async || {
        let app = app().await;
        site.lock().unwrap().insert(app).clone()
    };
    both_ways(make_app, async |robin| {
        let app = site.lock().unwrap().take().unwrap();
        let (ada, guest) = (Browser::new(app.clone()), Browser::new(app));
        sign_in(&robin).await;
        sign_up(&ada, "ada@example.org").await;
        let people = People { robin, ada, guest };
        for path in paths {
            for browser in [&people.robin, &people.ada, &people.guest] {
                browser.get(path).await;
            }
        }
        steps(&people).await;
    })
    .await;
}

const LISTS: [&str; 4] = [
    "/problems",
    "/problems?topic=rust",
    "/browse",
    "/browse?topic=rust",
];

impl People {
    /// Returns the first problem of every list, for each person who may see it.
    async fn newest(&self) -> Vec<String> {
        let mut newest = Vec::new();
        for browser in [&self.robin, &self.ada] {
            for list in LISTS {
                newest.push(browser.get(list).await.find(".rows li:first-child a"));
            }
        }
        for list in &LISTS[2..] {
            newest.push(self.guest.get(list).await.find(".rows li:first-child a"));
        }
        newest
    }
}

#[tokio::test]
async fn a_new_problem_is_the_first_of_every_list_at_once() {
    after_looking_at(&LISTS, async |people| {
        write(&people.robin, "Fresh from the press").await;
        assert_eq!(people.newest().await, ["Fresh from the press"; 10]);
        let page = people.guest.get("/browse").await;
        page.assert_text("31 questions");
    })
    .await;
}

#[tokio::test]
async fn an_edited_problem_is_new_to_everybody_at_once() {
    after_looking_at(&LISTS, async |people| {
        write(&people.robin, "First version").await;
        people.ada.get("/problems/31").await;
        people.guest.get("/browse/31").await;
        people.newest().await;

        let page = people.robin.get("/problems/31/edit").await;
        let form = page.form::<update_problem>();
        let form = form.fill("Title", "Second version");
        let page = form
            .fill("Question", "And why is it so now?")
            .submit()
            .await;
        assert_eq!(page.find("h1"), "Second version");

        assert_eq!(people.newest().await, ["Second version"; 10]);
        for (browser, path) in [(&people.ada, "/problems/31"), (&people.guest, "/browse/31")] {
            let page = browser.get(path).await;
            assert_eq!(page.find("h1"), "Second version");
            page.assert_text("And why is it so now?");
        }
        let page = people.robin.get("/problems/31/edit").await;
        let form = page.form::<update_problem>();
        assert_eq!(form.value("Title"), "Second version");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_problem_is_gone_for_everybody_at_once() {
    after_looking_at(&LISTS, async |people| {
        let before = people.newest().await;
        let page = write(&people.robin, "Short-lived").await;
        people.ada.get("/problems/31").await;
        people.guest.get("/browse/31").await;
        assert_eq!(people.newest().await, ["Short-lived"; 10]);

        page.form::<delete_problem>().submit().await;
        assert_eq!(people.newest().await, before);
        assert_eq!(people.robin.get("/problems/31").await.status(), 404);
        assert_eq!(people.ada.get("/problems/31").await.status(), 404);
        assert_eq!(people.guest.get("/browse/31").await.status(), 404);
    })
    .await;
}

/// Returns whether the reader has solved it, in the list and on its own page.
async fn has_solved(browser: &Browser, id: u32) -> bool {
    let problem = browser.get(&format!("/problems/{id}")).await;
    let is_solved = problem.has(".badge-solved");
    let title = problem.find("h1");
    let list = browser.get(&format!("/problems?q={title}")).await;
    let pressed = list.attr(&format!("#problem-{id} .tick"), "aria-pressed");
    assert_eq!(pressed.as_deref() == Some("true"), is_solved, "{title}");
    is_solved
}

#[tokio::test]
async fn a_tick_shows_at_once_to_whoever_made_it_and_never_to_anybody_else() {
    after_looking_at(
        &["/problems", "/problems/5", "/problems/6"],
        async |people| {
            let (robin, ada) = (&people.robin, &people.ada);
            let tick = async |browser: &Browser, path| {
                let page = browser.get(path).await;
                page.form::<set_solved>().submit().await
            };
            tick(robin, "/problems/5")
                .await
                .assert_text("\u{2713} Solved");
            assert!(has_solved(robin, 5).await && !has_solved(ada, 5).await);
            robin.get("/dashboard").await.assert_text("13 of 30");

            tick(ada, "/problems/6")
                .await
                .assert_text("\u{2713} Solved");
            assert!(has_solved(ada, 6).await && !has_solved(robin, 6).await);
            assert!(has_solved(robin, 5).await && !has_solved(ada, 5).await);

            tick(robin, "/problems/5")
                .await
                .assert_no_text("\u{2713} Solved");
            assert!(!has_solved(robin, 5).await);
            assert!(has_solved(ada, 6).await);
        },
    )
    .await;
}

#[tokio::test]
async fn nobody_has_solved_the_problem_that_gets_the_number_of_a_deleted_one() {
    after_looking_at(&[], async |people| {
        let page = write(&people.robin, "The first of this number").await;
        let solved = people.ada.get("/problems/31").await.form::<set_solved>();
        solved.submit().await;
        assert!(has_solved(&people.ada, 31).await);

        page.form::<delete_problem>().submit().await;
        let page = write(&people.robin, "The second of this number").await;
        assert_eq!(page.url(), "/problems/31");
        assert!(!has_solved(&people.ada, 31).await);
    })
    .await;
}

#[tokio::test]
async fn a_new_name_is_on_the_problems_of_its_author_at_once() {
    after_looking_at(&[], async |people| {
        write(&people.robin, "Signed").await;
        let page = people.ada.get("/problems/31").await;
        page.assert_text("by Robin Demo");
        let settings = people.robin.get("/settings").await;
        let form = settings.form::<update_profile>();
        form.fill("Name", "Robin Hood").submit().await;
        for browser in [&people.robin, &people.ada] {
            let page = browser.get("/problems/31").await;
            page.assert_text("by Robin Hood");
        }
    })
    .await;
}
