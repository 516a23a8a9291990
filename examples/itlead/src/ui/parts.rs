//! Small shared components.

use jiff::Timestamp;
use maud::{Markup, html};
use postback::Choice as _;

use crate::{
    avatars,
    model::{Level, Topic, User},
};

/// Renders the topic and the level of a problem.
pub(crate) fn tags(topic: Topic, difficulty: Level) -> Markup {
    html! { div.tags { (level(difficulty)) span { (topic.label()) } } }
}

/// Renders a level in colour and in words.
fn level(level: Level) -> Markup {
    let class = match level {
        Level::Easy => "level-easy",
        Level::Medium => "level-medium",
        Level::Hard => "level-hard",
    };
    html! { span.level.(class) { (level.label()) } }
}

/// Renders a user's picture with this width in pixels, or their initials. The name is beside it, so
/// the picture is decorative for screen readers.
pub(crate) fn avatar(user: &User, size: u8) -> Markup {
    html! {
        @if let Some(name) = &user.avatar {
            img.avatar src=(avatars::url(name)) alt="" width=(size) height=(size);
        } @else {
            span.avatar.initials aria-hidden="true" { (initials(&user.name)) }
        }
    }
}

/// Returns the first letters of the first and the last name.
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

/// Renders how long ago something happened, with the exact time as its title.
pub(crate) fn when(second: i64) -> Markup {
    let at = Timestamp::from_second(second).unwrap_or_default();
    html! { time datetime=(at) { (ago(at, Timestamp::now())) } }
}

fn ago(at: Timestamp, now: Timestamp) -> String {
    let minutes = (now.as_second() - at.as_second()) / 60;
    match minutes {
        ..1 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        2..60 => format!("{minutes} minutes ago"),
        60..120 => "an hour ago".to_owned(),
        120..1440 => format!("{} hours ago", minutes / 60),
        1440..2880 => "yesterday".to_owned(),
        2880..20160 => format!("{} days ago", minutes / 1440),
        _ => at.strftime("%-d %B %Y").to_string(),
    }
}

/// Renders a share as a ring with the percentage inside.
pub(crate) fn ring(done: usize, total: usize, label: &str) -> Markup {
    let percent = (done * 100).checked_div(total).unwrap_or(0);
    html! {
        svg.ring viewBox="0 0 100 100" role="img" aria-label=(label) {
            circle cx="50" cy="50" r="44" {}
            // A round line cap would show a dot for 0 %.
            @if percent > 0 {
                circle cx="50" cy="50" r="44" pathLength="100" stroke-dasharray={ (percent) " 100" }
                    transform="rotate(-90 50 50)" {}
            }
            text x="50" y="58.5" { (percent) "%" }
        }
    }
}

/// Renders the message of an empty list.
pub(crate) fn empty(title: &str, text: &str, href: &str, link: &str) -> Markup {
    html! {
        div.card.empty {
            h2 { (title) }
            p { (text) }
            a.button.plain href=(href) { (link) }
        }
    }
}

/// Renders links to the pages of a list, or nothing if there is only one page.
pub(crate) fn pages(current: usize, last: usize, url: impl Fn(usize) -> String) -> Markup {
    html! {
        @if last > 1 {
            nav.pages aria-label="Pages" {
                ol {
                    @for page in 1..=last {
                        li {
                            a href=(url(page)) aria-current=[(page == current).then_some("page")] {
                                span.sr { "Page " } (page)
                            }
                        }
                    }
                }
                div.actions {
                    @if current > 1 { a.button.plain href=(url(current - 1)) rel="prev" { "Previous" } }
                    @if current < last { a.button.plain href=(url(current + 1)) rel="next" { "Next" } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_a_person_would() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        for (seconds, told) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "a minute ago"),
            (3_599, "59 minutes ago"),
            (3_600, "an hour ago"),
            (86_399, "23 hours ago"),
            (86_400, "yesterday"),
            (172_800, "2 days ago"),
            (30 * 86_400, "16 December 2026"),
        ] {
            let at = Timestamp::from_second(1_800_000_000 - seconds).unwrap();
            assert_eq!(ago(at, now), told, "{seconds} seconds");
        }
    }

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
    fn a_list_of_one_page_has_no_links_to_pages() {
        assert_eq!(pages(1, 1, |page| page.to_string()).0, "");
    }

    #[test]
    fn a_ring_of_nothing_is_empty() {
        assert!(ring(0, 0, "x").0.contains("0%"));
    }
}
