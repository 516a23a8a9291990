//! Checks of every loaded page. An action runs by POST only, so its URL must not appear in a link,
//! an image, or a form with another method. A button of another action has to submit the id of its
//! form, or that form does.

use scraper::{ElementRef, Html};

/// Returns the action's id in a URL: `name.hmac` of `_action=name.hmac`.
pub(crate) fn action_id(url: &str) -> Option<String> {
    let url = url.split('#').next().unwrap_or_default();
    let (_, query) = url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, id) = pairs.find(|(name, _)| name == "_action")?;
    Some(id.into_owned())
}

/// Returns the readable part of an id.
pub(crate) fn readable(id: &str) -> &str {
    id.split_once('.').map_or(id, |(name, _)| name)
}

/// Returns an error for the first place where a browser would GET an action. Templates count,
/// because their content is inserted into the page later.
pub(crate) fn check(html: &Html) -> Result<(), String> {
    for element in html.root_element().descendent_elements() {
        match element.value().name() {
            "form" => check_form(element)?,
            _ => check_links(element)?,
        }
        check_button(html, element)?;
    }
    Ok(())
}

fn check_form(form: ElementRef<'_>) -> Result<(), String> {
    let id = form.attr("action").and_then(action_id);
    match id {
        Some(id) if !is_post(form.attr("method")) => Err(format!(
            "the action `{}` is in a form that is not POST (method is {}); a GET never runs an action: \
             `form.open(..)` writes `method=\"post\"`",
            readable(&id),
            form.attr("method")
                .map_or("missing".to_owned(), |method| format!("`{method}`")),
        )),
        _ => Ok(()),
    }
}

/// Checks a button, which may have its own URL or method.
fn check_button(html: &Html, button: ElementRef<'_>) -> Result<(), String> {
    if !matches!(button.value().name(), "button" | "input")
        || (button.attr("formaction").is_none() && button.attr("formmethod").is_none())
    {
        return Ok(());
    }
    let form = crate::controls::owner(html, button);
    let of_form = |name| form.and_then(|form| form.attr(name));
    let action = button.attr("formaction").or_else(|| of_form("action"));
    let method = button.attr("formmethod").or_else(|| of_form("method"));
    let own = of_form("action").and_then(action_id);
    let is_another = button.attr("formaction").is_some() && own.is_some();
    let is_said = action.is_some_and(|url| url.contains("_form=")) || form.is_some_and(says_itself);
    match action.and_then(action_id) {
        Some(id) if is_another && !is_said => Err(format!(
            "a button of a form of `{}` calls `{}` and does not say whose it is, so what was typed would \
             not come back into that form: write `formaction=(form.url_in(&its_form))`",
            readable(&own.unwrap_or_default()),
            readable(&id)
        )),
        Some(id) if !is_post(method) => Err(format!(
            "a button would send the action `{}` by a method that is not POST; a GET never runs an action: \
             give the button `formmethod=\"post\"`",
            readable(&id)
        )),
        _ => Ok(()),
    }
}

/// The name of the hidden field that `FormView::open` writes into a form with such buttons.
const FORM: &str = "_form";

fn says_itself(form: ElementRef<'_>) -> bool {
    let mut below = form.descendent_elements();
    below.any(|element| element.attr("name") == Some(FORM))
}

fn is_post(method: Option<&str>) -> bool {
    method.is_some_and(|method| method.eq_ignore_ascii_case("post"))
}

fn check_links(element: ElementRef<'_>) -> Result<(), String> {
    const URLS: [&str; 6] = ["href", "src", "srcset", "poster", "data", "background"];
    for attribute in URLS {
        let value = element.attr(attribute).unwrap_or_default();
        // Each candidate of a `srcset` is a URL followed by a size.
        let id = value.split_ascii_whitespace().find_map(action_id);
        if let Some(id) = id {
            let tag = element.value().name();
            return Err(format!(
                "the URL of the action `{}` is the `{attribute}` of <{tag}>; browsers GET it, and a \
                 GET never runs an action: write a form with a button",
                readable(&id)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> String {
        check(&Html::parse_document(html)).err().unwrap_or_default()
    }

    #[test]
    fn a_post_form_with_an_action_is_fine() {
        assert_eq!(
            found("<form method=POST action='?a=1&amp;_action=save.x'><button>"),
            ""
        );
        assert_eq!(
            found("<a href='?action=1'>x</a><form action='/search'>"),
            ""
        );
        let button = "<form><button formaction='?_action=save.x' formmethod=post>";
        assert_eq!(found(button), "");
    }

    #[test]
    fn a_form_or_a_button_that_would_get_is_found() {
        assert!(found("<form action='?_action=save.x'>").contains("(method is missing)"));
        assert!(found("<form method=get action='?_action=save.x'>").contains("(method is `get`)"));
        assert!(found("<form><button formaction='?_action=save.x'>").contains("`save`"));
        let button = "<form method=post action='?_action=save.x'><button formmethod=get>";
        assert!(found(button).contains("formmethod"));
        let outside = "<form id=f method=get></form><button form=f formaction='?_action=save.x'>";
        assert!(found(outside).contains("`save`"));
        let template = "<template><form action='?_action=save.x'></form></template>";
        assert!(found(template).contains("`save`"));
    }

    #[test]
    fn a_button_of_another_action_that_does_not_say_where_it_is_is_found() {
        let form = |url: &str| {
            format!("<form method=post action='?_action=a.x'><button formaction='{url}'>")
        };
        let problem = found(&form("?_action=save.x"));
        assert!(problem.contains("`save`") && problem.contains("url_in"));
        assert_eq!(found(&form("?_action=save.x&amp;_form=a")), "");
        let says = "<form method=post action='?_action=a.x'><input type=hidden name=_form value=a>\
                    <button formaction='?_action=save.x'>";
        assert_eq!(found(says), "");
        assert_eq!(found(&form("/search")), "");
    }

    #[test]
    fn links_images_and_frames_are_found() {
        for (html, attribute) in [
            ("<a href='/x?_action=save.x#top'>", "`href` of <a>"),
            ("<img src='?a&_action=save.x'>", "`src` of <img>"),
            (
                "<img srcset='a.png 1x, ?_action=save.x 2x'>",
                "`srcset` of <img>",
            ),
            ("<iframe src='?_action=save.x'>", "`src` of <iframe>"),
            (
                "<link rel=prefetch href='?_%61ction=save.x'>",
                "`href` of <link>",
            ),
        ] {
            let problem = found(html);
            assert!(problem.contains(attribute), "{html}: {problem}");
        }
    }
}
