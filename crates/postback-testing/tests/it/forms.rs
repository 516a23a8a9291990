//! Finding a form.

use super::{open, panic_of, save, sent, toggle};

const ROWS: &str = "<ul>
    <li id=row-1><form method=post action='?a=1&amp;_action=toggle.AAAA&amp;_args=1'><input name=n value=1><button>Done</button></form>
    <li id=row-2><form method=post action='?a=1&amp;_action=toggle.AAAA&amp;_args=2'><input name=n value=2><button>Done</button></form>
    </ul><form aria-label=Profile method=post action='/p?_action=save.BBBB'><button>Save</button></form>
    <form action=/find id=find><input type=search name=q></form>
    <template><form method=post action='?_action=save.BBBB'></form></template>";

#[tokio::test]
async fn a_form_is_found_by_its_action() {
    let page = open(ROWS).await;
    assert_eq!(page.form::<save>().action_url(), "/p?_action=save.BBBB");
    assert_eq!(page.forms::<toggle>().len(), 2);
    assert_eq!(page.form_in::<toggle>("#row-2").value("n"), "2");
    assert_eq!(
        page.form_in::<toggle>("li:first-child form").value("n"),
        "1"
    );
    assert_eq!(page.forms::<toggle>()[1].value("n"), "2");
}

#[tokio::test]
async fn a_form_is_found_by_its_button_its_name_or_a_selector() {
    let page = open(ROWS).await;
    assert!(page.form_labelled("Save").action_url().contains("save"));
    assert!(page.form_labelled("Profile").action_url().contains("save"));
    assert_eq!(page.form_at("#find").action_url(), "/find");
}

#[tokio::test]
async fn several_forms_need_a_place() {
    let page = open(ROWS).await;
    let sentence = panic_of(async { page.form::<toggle>() }).await;
    assert_eq!(
        sentence,
        "there are 2 forms of `toggle` on /; say which with `page.form_in::<toggle>(css)` or `page.forms::<toggle>()`"
    );
    let sentence = panic_of(async { page.form_labelled("Done") }).await;
    assert!(sentence.starts_with("2 forms on / fit"), "{sentence}");
    let sentence = panic_of(async { page.form_in::<toggle>("#row-3") }).await;
    assert!(
        sentence.starts_with("nothing on / matches `#row-3`"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_missing_form_is_answered_with_the_others() {
    let page = open(
        "<form method=post action='?_action=save.B'><button>Save</button></form><form></form>",
    )
    .await;
    let sentence = panic_of(async { page.form::<toggle>() }).await;
    assert_eq!(
        sentence,
        "there is no form of `toggle` on /; the page (200 OK) has: `save` with \"Save\", GET (this page) with no button"
    );
    let sentence = panic_of(async { open("<p>Please sign in").await.form::<save>() }).await;
    assert_eq!(
        sentence,
        "there is no form of `save` on /; there are no forms at all; the page (200 OK) says: Please sign in"
    );
}

#[tokio::test]
async fn two_actions_of_one_name_are_told_apart() {
    let page = open(
        "<form method=post action='?_action=save.AAAA'></form><form method=post action='?_action=save.BBBB'></form>",
    )
    .await;
    let sentence = panic_of(async { page.form::<save>() }).await;
    assert!(
        sentence
            .starts_with("two different actions on / are named `save`: save.AAAA and save.BBBB"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_name_is_not_the_beginning_of_another_name() {
    let page = open("<form method=post action='?_action=save_all.A'></form>").await;
    assert!(page.forms::<save>().is_empty());
}

#[tokio::test]
async fn a_button_may_run_an_action_from_the_apps_own_form() {
    let html = "<form action=/own method=post><button>Own</button>
        <button name=b value=1 formaction='/p?_action=save.B'>Save</button></form>";
    let form = open(html).await.form::<save>();
    let page = form.submit().await;
    assert!(
        page.html().starts_with("POST /p?_action=save.B\n"),
        "{}",
        page.html()
    );
    assert_eq!(sent(page.html()), "b=1");
}

#[tokio::test]
async fn a_button_in_a_popover_submits_its_form() {
    let html = "<form method=post action='?_action=toggle.A'>
        <button type=button popovertarget=sure>Delete</button>
        <div id=sure popover><p>Really?</p><button>Yes, delete</button></div></form>";
    let page = open(html).await;
    page.assert_no_text("Really?");
    let answer = page.form::<toggle>().press("Yes, delete").await;
    assert!(answer.html().starts_with("POST /?_action=toggle.A\n"));
    let answer = page.form::<toggle>().submit().await;
    assert!(answer.html().starts_with("POST /?_action=toggle.A\n"));
}
