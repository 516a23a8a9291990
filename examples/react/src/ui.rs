//! What is around every page.

use maud::{DOCTYPE, Markup, html};
use postback::{ErrorPage, Page};

use crate::{actions::auth::logout, model::User, vite::FrontEnd};

#[allow(
    clippy::needless_pass_by_value,
    reason = "pages write their markup in place"
)]
pub(crate) fn layout(
    page: &Page,
    front: &FrontEnd,
    user: Option<&User>,
    title: &str,
    main: Markup,
) -> Markup {
    let head = html! { (page.script()) (page.actions()) (front.tags()) };
    let header = html! {
        nav aria-label="Site" {
            (link(page, "/", "Problems"))
            @if user.is_some() { (link(page, "/board", "Board")) }
        }
        div.account {
            @if let Some(user) = user {
                a.who href="/settings" aria-current=[(page.path() == "/settings").then_some("page")] { (user.name) }
                (page.form::<logout>().open(html! { button.quiet { "Sign out" } }))
            } @else {
                a.button href="/login" { "Sign in" }
            }
        }
    };
    document(title, &head, &header, &html! { (page.notice()) (main) })
}

/// The page for what went wrong, and for what does not exist.
pub(crate) fn error_page(error: &ErrorPage<'_>) -> Markup {
    document(
        "That did not work",
        &html! {},
        &html! {},
        &html! {
            div.narrow {
                p.label { (error.status.as_u16()) }
                h1 { "That did not work" }
                p { (error.message) }
                @if let Some(digest) = error.digest { p { "Code " code { (digest) } } }
                p { a.button href="/" { "To the problems" } }
            }
        },
    )
}

fn document(title: &str, head: &Markup, header: &Markup, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                (head)
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " \u{b7} Practice" }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top { div.wide { a.brand href="/" { img src="/icon.svg" alt="" width="26" height="26"; "Practice" } (header) } }
                main #main.wide tabindex="-1" { (main) }
                footer.bottom { div.wide { p { "React 19 in the pages of an axum app, by postback." } } }
            }
        }
    }
}

fn link(page: &Page, href: &str, text: &str) -> Markup {
    html! { a href=(href) aria-current=[(page.path() == href).then_some("page")] { (text) } }
}
