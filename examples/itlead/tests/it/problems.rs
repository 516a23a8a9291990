use itlead::actions::problems::{create_problem, delete_problem, set_solved, update_problem};
use postback_testing::{Browser, both_ways};

use crate::support::{app, demo, sign_in, sign_up, write};

#[tokio::test]
async fn a_new_problem_is_shown_with_a_word_that_it_is_there() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = write(&browser, "Zero-sized types").await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.url(), "/problems/31");
        assert_eq!(page.notice(), "Your problem is online.");
        assert_eq!(page.find("h1"), "Zero-sized types");
        assert_eq!(page.find_all(".prose li"), ["a", "<b>"]);
        page.assert_text("by Robin Demo, just now");
        assert_eq!(browser.get("/problems/31").await.notice(), "");
    })
    .await;
}

#[tokio::test]
async fn a_problem_with_mistakes_keeps_every_field() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/problems/new").await;
        let form = page
            .form::<create_problem>()
            .fill("Title", "abc")
            .select("Topic", "Rust");
        let page = form.fill("Question", "Why?\n\"<&").submit().await;
        assert_eq!(page.status(), 422);
        let form = page.form::<create_problem>();
        assert_eq!(form.error("title"), "must have at least 4 characters");
        assert_eq!(form.error("level"), "is required");
        assert_eq!(form.error("question"), "must have at least 10 characters");
        assert_eq!(form.error("topic"), "");
        assert_eq!(form.value("Title"), "abc");
        assert_eq!(form.value("Topic"), "rust");
        assert_eq!(form.value("Question"), "Why?\n\"<&");

        let form = form.fill("Title", "abcd").select("Level", "Easy");
        let page = form.fill("Question", "Why is that so?").submit().await;
        assert_eq!(page.notice(), "Your problem is online.");
    })
    .await;
}

#[tokio::test]
async fn pressing_the_button_twice_adds_one_problem() {
    let browser = demo().await;
    let page = browser.get("/problems/new").await;
    let form = page.form::<create_problem>().fill("Title", "Only once");
    let form = form.select("Topic", "Rust").select("Level", "Easy");
    let form = form.fill("Question", "Pressed twice, added once?");
    let (first, second) = (form.clone().submit().await, form.submit().await);
    assert_eq!(first.url(), second.url());
    assert_eq!(
        browser
            .get("/problems?q=only+once")
            .await
            .find_all(".rows li")
            .len(),
        1
    );
}

#[tokio::test]
async fn the_list_is_narrowed_by_topic_state_and_words() {
    let browser = demo().await;
    let page = browser.get("/problems").await;
    page.assert_text("30 problems to practise on");
    assert_eq!(page.find_all(".rows li").len(), 10);

    let page = page
        .form_labelled("Filter")
        .select("Topic", "Rust")
        .submit()
        .await;
    page.assert_text("5 problems to practise on");
    let page = page
        .form_labelled("Filter")
        .select("State", "Open")
        .submit()
        .await;
    page.assert_text("2 problems to practise on");
    let page = page
        .form_labelled("Filter")
        .fill("Title", "PINNED")
        .submit()
        .await;
    page.assert_text("One problem to practise on");
    assert_eq!(page.url(), "/problems?q=PINNED&topic=rust&status=open");
    assert_eq!(page.form_labelled("Filter").value("Topic"), "rust");

    let page = page
        .form_labelled("Filter")
        .fill("Title", "no such words")
        .submit()
        .await;
    page.assert_text("No problem is like that");
    let page = page.click_link("Show all problems").await;
    page.assert_text("30 problems to practise on");
}

#[tokio::test]
async fn turning_pages_keeps_the_filter() {
    let browser = demo().await;
    let page = browser.get("/problems?status=open").await;
    page.assert_text("18 problems to practise on");
    let page = page.click_link("Next").await;
    assert_eq!(page.url(), "/problems?status=open&page=2");
    assert_eq!(page.find_all(".rows li").len(), 8);
    assert!(page.has("a[rel=prev]") && !page.has("a[rel=next]"));
    let page = page.click_link("Page 1").await;
    assert_eq!(page.url(), "/problems?status=open&page=1");
}

#[tokio::test]
async fn an_address_that_makes_no_sense_shows_the_list_all_the_same() {
    let browser = demo().await;
    for query in [
        "page=0",
        "page=9999",
        "page=x",
        "topic=cooking",
        "status=",
        "q=%00&q=%ff",
        "page=-1&other=1",
    ] {
        let page = browser.get(&format!("/problems?{query}")).await;
        assert_eq!(page.status(), 200, "{query}");
        assert_eq!(page.find("h1"), "Problems");
    }
}

#[tokio::test]
async fn solving_in_the_list_stays_on_the_page_of_the_list() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/problems?topic=algorithms&page=1").await;
        assert_eq!(
            page.attr("#problem-5 .tick", "aria-pressed").as_deref(),
            Some("false")
        );
        let page = page.form_in::<set_solved>("#problem-5").submit().await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.url(), "/problems?topic=algorithms&page=1");
        assert_eq!(
            page.attr("#problem-5 .tick", "aria-pressed").as_deref(),
            Some("true")
        );
        let page = page.form_in::<set_solved>("#problem-5").submit().await;
        assert_eq!(
            page.attr("#problem-5 .tick", "aria-pressed").as_deref(),
            Some("false")
        );
    })
    .await;
}

#[tokio::test]
async fn a_problem_can_be_solved_and_unsolved_on_its_own_page() {
    let browser = demo().await;
    let page = browser.get("/problems/5").await;
    let page = page.form::<set_solved>().press("Mark as solved").await;
    page.assert_text("\u{2713} Solved");
    let page = page
        .form::<set_solved>()
        .press("Not solved after all")
        .await;
    page.assert_no_text("\u{2713} Solved");
}

#[tokio::test]
async fn solving_on_the_dashboard_moves_the_figures() {
    let browser = demo().await;
    let page = browser.get("/dashboard").await;
    page.assert_text("12 of 30");
    let page = page.forms::<set_solved>().remove(0).submit().await;
    assert_eq!(page.url(), "/dashboard");
    page.assert_text("13 of 30");
    page.assert_text("just now");
}

#[tokio::test]
async fn solving_is_for_oneself() {
    let app = app().await;
    let (robin, ada) = (Browser::new(app.clone()), Browser::new(app));
    sign_in(&robin).await;
    sign_up(&ada, "ada@example.org").await;
    robin
        .get("/problems/5")
        .await
        .form::<set_solved>()
        .submit()
        .await;
    ada.get("/problems/5")
        .await
        .assert_no_text("\u{2713} Solved");
}

#[tokio::test]
async fn solving_what_does_not_exist_is_not_found() {
    let browser = demo().await;
    let page = browser.get("/problems/5").await;
    let form = page.form::<set_solved>();
    let elsewhere = form.action_url().replace("_args=5", "_args=4711");
    let page = form.send_to(&elsewhere).submit().await;
    assert_eq!(page.status(), 404);
}

#[tokio::test]
async fn an_author_changes_a_problem() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = write(&browser, "First version")
            .await
            .click_link("Edit")
            .await;
        let form = page.form::<update_problem>();
        assert_eq!(form.value("Title"), "First version");
        assert_eq!(form.value("Level"), "hard");
        assert_eq!(form.value("Question"), "Why is that?\n\n- `a`\n- <b>");
        let page = form.fill("Title", "x").submit().await;
        assert_eq!(page.status(), 422);
        let form = page.form::<update_problem>();
        assert_eq!(form.error("title"), "must have at least 4 characters");
        let page = form.fill("Title", "Second version").submit().await;
        assert_eq!(page.url(), "/problems/31");
        assert_eq!(page.notice(), "Saved.");
        assert_eq!(page.find("h1"), "Second version");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_edits_or_deletes_a_problem() {
    let app = app().await;
    let (robin, ada) = (Browser::new(app.clone()), Browser::new(app));
    sign_in(&robin).await;
    sign_up(&ada, "ada@example.org").await;
    let hers = write(&ada, "Hers alone").await;
    let his = write(&robin, "His own").await;

    let page = robin.get(&hers.url()).await;
    assert!(!page.has("a[href$=edit]"));
    assert!(page.forms::<delete_problem>().is_empty());
    let page = robin.get(&format!("{}/edit", hers.url())).await;
    assert_eq!(page.status(), 403);
    page.assert_text("You are not allowed to see this");

    // The forms of his own problem, sent with the number of hers.
    let edit = robin.get(&format!("{}/edit", his.url())).await;
    let form = edit.form::<update_problem>().fill("Title", "Taken over");
    let forged = form.action_url().replace("_args=32", "_args=31");
    assert_eq!(form.send_to(&forged).submit().await.status(), 404);
    let form = robin.get(&his.url()).await.form::<delete_problem>();
    let forged = form.action_url().replace("_args=32", "_args=31");
    assert_eq!(form.send_to(&forged).submit().await.status(), 404);
    assert_eq!(ada.get(&hers.url()).await.find("h1"), "Hers alone");
}

#[tokio::test]
async fn deleting_asks_first_and_then_shows_the_list() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = write(&browser, "Soon gone").await;
        page.assert_no_text("Nobody can bring it back");
        assert!(page.has("[popover] button[type=submit]"));
        let page = page.form::<delete_problem>().submit().await;
        assert_eq!(page.url(), "/problems");
        assert_eq!(page.notice(), "\u{201c}Soon gone\u{201d} is deleted.");
        page.assert_text("30 problems to practise on");
        assert_eq!(browser.get("/problems/31").await.status(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_problem_that_went_away_meanwhile_is_not_found() {
    let browser = demo().await;
    let page = write(&browser, "Deleted elsewhere").await;
    let edit = page.click_link("Edit").await;
    page.form::<delete_problem>().submit().await;
    let page = edit
        .form::<update_problem>()
        .fill("Title", "Too late")
        .submit()
        .await;
    assert_eq!(page.status(), 404);
    page.assert_text("This page does not exist");
}

#[tokio::test]
async fn a_row_holds_what_its_tick_makes_of_it() {
    let browser = demo().await;
    let page = browser.get("/problems?status=open").await;
    page.assert_text("You have solved 12 so far.");
    let html = page.html();
    let (_, row) = html.split_once(" id=\"problem-").unwrap();
    let (seen, rest) = row.split_once("<template").unwrap();
    let (next, rest) = rest.split_once("</template>").unwrap();
    assert!(seen.contains("aria-pressed=\"false\""));
    assert!(next.contains("aria-pressed=\"true\"") && next.contains("just now"));
    let count = "data-pb-target=\"#solved-count\">13</template>";
    assert!(!next.contains(count) && rest.contains(count));
    // A problem that is not on the page yet is not found there.
    assert!(!page.has("[aria-pressed=true]"));
    assert_eq!(page.forms::<set_solved>().len(), 10);
}

#[tokio::test]
async fn what_another_window_saved_is_shown_before_it_is_replaced() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        write(&browser, "Written once").await;
        let edit = browser.get("/problems/31/edit").await;
        let other = browser.get("/problems/31/edit").await;
        let form = edit.form::<update_problem>();
        let form = form.fill("Title", "First").select("Level", "Easy");
        assert_eq!(form.submit().await.notice(), "Saved.");

        let page = other
            .form::<update_problem>()
            .fill("Title", "Second")
            .submit()
            .await;
        assert_eq!(page.status(), 409);
        page.assert_text("saved in another window meanwhile");
        let form = page.form::<update_problem>();
        assert_eq!(form.value("Title"), "Second");
        assert_eq!(
            page.find_all(".pb-meanwhile"),
            [
                "Saved in the meantime: First",
                "Saved in the meantime: Easy"
            ],
            "only what differs",
        );
        assert_eq!(browser.get("/problems/31").await.find("h1"), "First");

        let page = form.submit().await;
        assert_eq!(page.notice(), "Saved.");
        assert_eq!(page.find("h1"), "Second");
    })
    .await;
}
