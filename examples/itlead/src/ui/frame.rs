//! The frame: what is around every page.

use maud::{DOCTYPE, Markup, html};

use super::prose::without_marks;
use crate::{
    assets::{ICON, STYLE},
    model::User,
};

/// A whole document.
pub fn frame(
    title: &str,
    path: &str,
    user: Option<&User>,
    sign_out: Markup,
    notice: Markup,
    main: Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (without_marks(title)) " · itlead" }
                link rel="icon" type="image/svg+xml" href=(ICON.path);
                link rel="stylesheet" href=(STYLE.path);
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top { div.wide {
                    a.brand href="/" { img src=(ICON.path) alt="" width="26" height="26"; "itlead" }
                    @if let Some(user) = user {
                        nav.nav aria-label="Site" {
                            (link(path, "/dashboard", "Dashboard"))
                            (link(path, "/problems", "Problems"))
                        }
                        div.account {
                            a.who href="/settings" aria-current=[(path == "/settings").then_some("page")] {
                                span.initials aria-hidden="true" { (initials(&user.name)) }
                                span.sr { "Settings of " }
                                span { (user.name) }
                            }
                            (sign_out)
                        }
                    } @else {
                        div.account {
                            a.button.quiet href="/login" { "Sign in" }
                            a.button href="/signup" { "Sign up" }
                        }
                    }
                } }
                main #main.wide tabindex="-1" {
                    div.notices { (notice) }
                    (main)
                }
                footer.bottom { div.wide {
                    p { "itlead is the example app of " code { "postback" } ", Server Actions for axum." }
                    p { "Every form here works without JavaScript." }
                } }
            }
        }
    }
}

/// A link of the site's navigation; `page` or `true` for the place we are in.
fn link(path: &str, href: &str, text: &str) -> Markup {
    let current = match path.strip_prefix(href) {
        Some("") => Some("page"),
        Some(rest) if rest.starts_with('/') => Some("true"),
        _ => None,
    };
    html! { a href=(href) aria-current=[current] { (text) } }
}

/// The first letters of the first and the last name.
fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    letters
        .next()
        .into_iter()
        .chain(letters.next_back())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last() {
        for (name, expected) in [
            ("Ada", "A"),
            ("ada lovelace", "AL"),
            ("Johann S. Bach", "JB"),
            ("", ""),
            ("éa", "É"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

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
