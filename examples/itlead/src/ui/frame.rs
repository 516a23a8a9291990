//! The frame around every page.

use maud::{DOCTYPE, Markup, html};
use postback::{ErrorPage, Page, Script};

use super::{parts::avatar, prose::without_marks};
use crate::{
    actions::auth::logout,
    assets::{ICON, STYLE},
    model::User,
};

/// Renders a page for a member or a guest.
#[allow(
    clippy::needless_pass_by_value,
    reason = "pages write their markup in place"
)]
pub(crate) fn layout<'u>(
    page: &Page,
    user: impl Into<Option<&'u User>>,
    title: &str,
    main: Markup,
) -> Markup {
    let header = match user.into() {
        Some(user) => member(page, user),
        None => guest(),
    };
    noticed(page, title, &header, &main)
}

/// Renders a page that is the same for members and guests, so that it can be cached.
#[allow(
    clippy::needless_pass_by_value,
    reason = "pages write their markup in place"
)]
pub(crate) fn public_layout(page: &Page, title: &str, main: Markup) -> Markup {
    noticed(page, title, &anybody(), &main)
}

fn noticed(page: &Page, title: &str, header: &Markup, main: &Markup) -> Markup {
    document(
        title,
        Some(page.script()),
        header,
        &html! {
            // Empty unless there is a message.
            div #notices { (page.notice()) }
            (main)
        },
    )
}

/// Renders the error page.
pub(crate) fn error_page(error: &ErrorPage<'_>) -> Markup {
    let (title, message) = match error.status.as_u16() {
        404 => (
            "This page does not exist",
            "It may have been deleted, or the address may be mistyped.",
        ),
        _ if error.resend.is_some() => ("You are signed out", error.message),
        401 | 403 => ("You are not allowed to see this", error.message),
        500.. => ("Something went wrong on our side", error.message),
        _ => ("This did not work", error.message),
    };
    document(
        title,
        None,
        &html! {},
        &html! {
            div.lost {
                p.number { (error.status.as_u16()) }
                h1 { (title) }
                p { (message) }
                @if let Some(resend) = error.resend { div.resend { (resend) } }
                @if let Some(digest) = error.digest {
                    p { "If you report this, please include the code " code { (digest) } "." }
                }
                @if !error.values.is_empty() {
                    details.card.answer {
                        summary { "What you had entered" }
                        dl.pad.entered {
                            @for (name, value) in error.values { dt { (name) } dd { pre { (value) } } }
                        }
                    }
                }
                div.actions { a.button href="/" { "To the start page" } }
            }
        },
    )
}

fn document(title: &str, script: Option<Script<'_>>, header: &Markup, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                @if let Some(script) = script { (script) }
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (without_marks(title)) " \u{b7} itlead" }
                link rel="icon" type="image/svg+xml" href=(ICON.path);
                link rel="stylesheet" href=(STYLE.path);
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    div.wide {
                        a.brand href="/" { img src=(ICON.path) alt="" width="26" height="26"; "itlead" }
                        (header)
                    }
                }
                main #main.wide tabindex="-1" { (main) }
                footer.bottom {
                    div.wide {
                        p { "itlead is the example app of " code { "postback" } ", Server Actions for axum." }
                        p { "Every form here works with and without JavaScript." }
                    }
                }
            }
        }
    }
}

fn member(page: &Page, user: &User) -> Markup {
    let path = page.path();
    html! {
        nav.nav aria-label="Site" {
            (link(path, "/dashboard", "Dashboard"))
            (link(path, "/problems", "Problems"))
        }
        div.account {
            a.who href="/settings" aria-current=[(path == "/settings").then_some("page")] {
                (avatar(user, 32))
                span.sr { "Settings of " }
                span { (user.name) }
            }
            (page.form::<logout>().open(html! { button.quiet data-pb-busy="Signing out\u{2026}" { "Sign out" } }))
        }
    }
}

fn guest() -> Markup {
    html! {
        div.account {
            a.button.quiet href="/login" { "Sign in" }
            a.button href="/signup" { "Sign up" }
        }
    }
}

fn anybody() -> Markup {
    // Members get there directly, guests through the sign-in page.
    html! { div.account { a.button href="/problems" { "Start practising" } } }
}

/// Renders a link of the navigation, with `aria-current="page"` or `"true"` for the current place.
fn link(path: &str, href: &str, text: &str) -> Markup {
    let current = match path.strip_prefix(href) {
        Some("") => Some("page"),
        Some(rest) if rest.starts_with('/') => Some("true"),
        _ => None,
    };
    html! { a href=(href) aria-current=[current] { (text) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_a_place_belongs_to_it() {
        assert!(
            link("/problems/7", "/problems", "x")
                .0
                .contains("aria-current=\"true\"")
        );
        assert!(
            link("/problems", "/problems", "x")
                .0
                .contains("aria-current=\"page\"")
        );
        assert!(
            !link("/problems-of-mine", "/problems", "x")
                .0
                .contains("aria-current")
        );
    }
}
