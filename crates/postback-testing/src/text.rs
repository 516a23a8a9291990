//! The visible text of a page.

use scraper::{ElementRef, Node};

/// Inline elements, which add no space: `a<b>c</b>`.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
    "var", "wbr",
];

/// Elements that show nothing, or whose content is a value and not text.
const NO_TEXT: &[&str] = &[
    "datalist", "head", "iframe", "input", "option", "script", "select", "style", "template",
    "textarea", "title",
];

/// Returns the visible text of an element, with white space folded.
pub(crate) fn visible(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    fold(&text)
}

/// Folds every run of white space, including no-break spaces, into one space.
pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text for a message.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 400;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn collect(element: ElementRef<'_>, text: &mut String) {
    let closed = is_closed_details(element);
    for child in element.children() {
        match child.value() {
            Node::Text(piece) if !closed => text.push_str(piece),
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else {
                    continue;
                };
                if is_hidden(child) {
                    continue;
                }
                let inline = INLINE.contains(&child.value().name());
                if !inline {
                    text.push(' ');
                }
                collect(child, text);
                if !inline {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
}

/// Returns whether HTML hides the element. Style sheets are ignored, except `display: none` on the
/// element.
fn is_hidden(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    NO_TEXT.contains(&name)
        || element.attr("hidden").is_some()
        || element.attr("popover").is_some()
        || name == "dialog" && element.attr("open").is_none()
        || in_closed_details(element)
        || element.attr("style").is_some_and(|style| {
            let style: String = style.split_whitespace().collect();
            style.to_ascii_lowercase().contains("display:none")
        })
}

/// Returns whether the element is inside a closed `details` and not in its first `summary`.
fn in_closed_details(element: ElementRef<'_>) -> bool {
    let is_summary = |child: &ElementRef<'_>| child.value().name() == "summary";
    element
        .parent()
        .and_then(ElementRef::wrap)
        .filter(|parent| is_closed_details(*parent))
        .is_some_and(|parent| parent.child_elements().find(is_summary) != Some(element))
}

fn is_closed_details(element: ElementRef<'_>) -> bool {
    element.value().name() == "details" && element.attr("open").is_none()
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    fn text(html: &str) -> String {
        super::visible(Html::parse_document(html).root_element())
    }

    #[test]
    fn blocks_are_apart_and_inline_elements_are_not() {
        assert_eq!(text("<p>a</p><p>b<b>c</b>d\n  e&nbsp;f"), "a bcd e f");
        assert_eq!(text("<td>1</td>a<br>b<button>Go</button>c"), "1a b Go c");
    }

    #[test]
    fn hidden_things_are_not_text() {
        let html = "<head><title>T</title></head><p hidden>1</p><template>2</template>\
            <script>3</script><div popover>4</div><dialog>5</dialog><dialog open>6</dialog>\
            <p style='color:red; display : none'>7</p><!-- 8 -->";
        assert_eq!(text(html), "6");
    }

    #[test]
    fn closed_details_show_their_summary() {
        let html = |open| format!("<details {open}>a<summary>More</summary><p>Text</p></details>");
        assert_eq!(text(&html("open")), "a More Text");
        assert_eq!(text(&html("")), "More");
    }

    #[test]
    fn the_values_of_controls_are_not_text() {
        let html = "<label>Bio <textarea>x</textarea></label><select><option>y</select>";
        assert_eq!(text(html), "Bio");
    }
}
