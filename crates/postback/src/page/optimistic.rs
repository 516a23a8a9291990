//! [`Optimistic`]: a change that a form makes to the page before the server answers.

use std::cell::Cell;
use std::fmt::Display;

use crate::html::{Html, IntoHtml, escape, html_piece};

/// A change of the page that the browser shows at once, while it waits for the answer.
///
/// Place it inside the form, or inside a button with `formaction`. When the answer arrives, the
/// page shows what the server rendered. If the action fails, only this change is undone; changes
/// that other forms have made since stay. Without JavaScript it has no effect.
///
/// ```
/// # use postback::{Arg, Html, Optimistic, Page, Result, action};
/// # #[action(public)]
/// # async fn set_done(Arg(_id): Arg<u32>, Arg(_done): Arg<bool>) -> Result<()> { Ok(()) }
/// # struct Task { id: u32, title: &'static str }
/// /// One row of a list, which holds its own next state.
/// fn row(page: &Page, task: &Task, done: bool) -> Html {
///     let form = page.form::<set_done>().bind((task.id, !done)).keyed(task.id);
///     let button = if done { "Reopen" } else { "Done" };
///     let next = Optimistic::replace("closest li", || row(page, task, !done));
///     let form = form.open(Html::from_trusted(format!("<button>{button}</button>{next}")));
///     Html::from_trusted(format!("<li id=\"task-{}\">{} {form}</li>", task.id, task.title))
/// }
/// ```
///
/// # The target
///
/// The target is a selector: the first match inside the form (`button`), an ancestor
/// (`closest li`), or an `#id` anywhere on the page. It is resolved when the form is submitted. The
/// element needs an `id` or a `data-key`, or it is inside a form (which always has an id), so that
/// the runtime finds it again on every page that arrives before the answer.
///
/// # Typed values
///
/// [`Field::slot`](crate::Field::slot) renders a placeholder, which the browser fills with the
/// typed value, as text and never as HTML. In a hand-written template it is the attribute
/// `data-pb-slot="title"`, with the name of the field.
///
/// ```
/// use postback::{FromForm, Html, Optimistic};
/// # use postback::__private::form::FormContext;
///
/// #[derive(FromForm)]
/// struct NewTask { title: String }
///
/// # let form = FormContext::new("create_task".to_owned());
/// let title = NewTask::fields(&form).title.slot();
/// let row = Optimistic::append("#tasks", || Html::from_trusted(format!("<li>{title}</li>")));
/// assert_eq!(
///     row.to_string(),
///     "<template data-pb-optimistic=\"append\" data-pb-target=\"#tasks\">\
///      <li><span data-pb-slot=\"title\"></span></li></template>"
/// );
/// ```
///
/// # A next state
///
/// A component may contain its own next state. A closure inside another closure is not called, so
/// the recursion ends. Forms inside a next state do not show the outcome of the last submission;
/// the visible form does. A changed element carries the attribute `data-pb-optimistic` until the
/// change is confirmed, so that a style sheet can mark it.
#[derive(Clone, Debug)]
#[must_use = "it has to stand in the form"]
pub struct Optimistic(Html);

html_piece!(Optimistic);

impl Optimistic {
    /// Replaces the text of an element.
    ///
    /// ```
    /// # use postback::Optimistic;
    /// let part = Optimistic::text("#solved", format_args!("{} of {}", 4, 30));
    /// assert!(part.to_string().ends_with(">4 of 30</template>"));
    /// ```
    pub fn text(target: impl Display, text: impl Display) -> Self {
        Self::new("text", &target, None, || escaped(&text))
    }

    /// Sets an attribute of an element.
    ///
    /// ```
    /// # use postback::Optimistic;
    /// let part = Optimistic::attr("button", "aria-pressed", true);
    /// assert!(part.to_string().contains(" data-pb-name=\"aria-pressed\">true<"));
    /// ```
    ///
    /// # Panics
    ///
    /// If the name is not a valid attribute name (see [`Field::attr`](crate::Field::attr)); if a
    /// strict content security policy refuses the attribute (`onclick`, `style`, `srcdoc`,
    /// `nonce`); or if it is `id` or `data-key`, which identify the element.
    pub fn attr(target: impl Display, name: &'static str, value: impl Display) -> Self {
        assert!(
            crate::form::is_attribute_name(name),
            "`{name}` cannot be the name of an attribute"
        );
        let lower = name.to_ascii_lowercase();
        let is_refused =
            lower.starts_with("on") || ["style", "srcdoc", "nonce"].contains(&lower.as_str());
        assert!(
            !is_refused,
            "`{name}` is an attribute that a strict content security policy refuses: change a `class` instead"
        );
        assert!(
            !["id", "data-key"].contains(&lower.as_str()),
            "`{name}` is what an element is found by: it stays the same while the answer is awaited"
        );
        Self::new("attr", &target, Some(name), || escaped(&value))
    }

    /// Removes an element.
    ///
    /// ```
    /// # use postback::Optimistic;
    /// let part = Optimistic::remove("closest li");
    /// assert!(part.to_string().starts_with("<template data-pb-optimistic=\"remove\""));
    /// ```
    pub fn remove(target: impl Display) -> Self {
        Self::new("remove", &target, None, Html::default)
    }

    /// Appends elements to the target.
    ///
    /// An element with the `id` that the server will give it stays the same element when the change
    /// is confirmed. An element whose `id` or `data-key` is present already is not added again.
    ///
    /// ```
    /// # use postback::{Html, Optimistic};
    /// let part = Optimistic::append("#tags", || Html::from_trusted("<li id=\"rust\">Rust</li>"));
    /// ```
    pub fn append<H: IntoHtml>(target: impl Display, html: impl FnOnce() -> H) -> Self {
        Self::new("append", &target, None, || html().into_html())
    }

    /// Prepends elements to the target; otherwise like [`append`](Self::append).
    ///
    /// ```
    /// # use postback::{Html, Optimistic};
    /// let part = Optimistic::prepend("#log", || Html::from_trusted("<li>Sent</li>"));
    /// ```
    pub fn prepend<H: IntoHtml>(target: impl Display, html: impl FnOnce() -> H) -> Self {
        Self::new("prepend", &target, None, || html().into_html())
    }

    /// Replaces an element with another, for example a component with its next state.
    ///
    /// The new element has the `id` of the old one, or none if the old one has none.
    ///
    /// ```
    /// # use postback::{Html, Optimistic};
    /// let part = Optimistic::replace("button", || Html::from_trusted("<button>Done</button>"));
    /// ```
    pub fn replace<H: IntoHtml>(target: impl Display, html: impl FnOnce() -> H) -> Self {
        Self::new("replace", &target, None, || html().into_html())
    }

    fn new(
        kind: &str,
        target: &dyn Display,
        name: Option<&str>,
        content: impl FnOnce() -> Html,
    ) -> Self {
        let Some(content) = inside(content) else {
            return Self(Html::default());
        };
        let mut out = String::with_capacity(content.as_str().len() + 96);
        out.push_str("<template data-pb-optimistic=\"");
        out.push_str(kind);
        out.push_str("\" data-pb-target=\"");
        escape(&target.to_string(), &mut out);
        if let Some(name) = name {
            out.push_str("\" data-pb-name=\"");
            escape(name, &mut out);
        }
        out.push_str("\">");
        out.push_str(content.as_str());
        out.push_str("</template>");
        Self(Html::from_trusted(out))
    }

    fn write_to(&self, out: &mut String) {
        out.push_str(self.0.as_str());
    }
}

fn escaped(text: &impl Display) -> Html {
    let mut out = String::new();
    escape(&text.to_string(), &mut out);
    Html::from_trusted(out)
}

thread_local! {
    /// Rendering is synchronous, so a thread-local tracks whether a next state is being rendered.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether a next state is being rendered, which is not visible yet.
pub(super) fn is_inside() -> bool {
    INSIDE.get()
}

/// Renders a next state, or returns `None` inside another one.
fn inside(content: impl FnOnce() -> Html) -> Option<Html> {
    /// Resets the flag on drop, also when a component panics.
    struct Outside;
    impl Drop for Outside {
        fn drop(&mut self) {
            INSIDE.set(false);
        }
    }
    if INSIDE.replace(true) {
        return None;
    }
    let _outside = Outside;
    Some(content())
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn row(done: bool) -> Html {
        let next = Optimistic::replace("closest li", || row(!done));
        Html::from_trusted(format!("<li>{done}{next}</li>"))
    }

    #[test]
    fn a_component_contains_its_own_next_state_once() {
        assert_eq!(
            row(false).as_str(),
            "<li>false<template data-pb-optimistic=\"replace\" data-pb-target=\"closest li\">\
             <li>true</li></template></li>"
        );
        // The flag is reset after each rendering.
        assert_eq!(row(false), row(false));
    }

    #[test]
    fn nothing_stands_inside_of_a_next_state_not_even_a_text() {
        let part = Optimistic::append("#a", || {
            Html::from_trusted(format!(
                "{}{}<b></b>",
                Optimistic::text("#b", 1),
                Optimistic::remove("#c")
            ))
        });
        assert!(
            part.to_string()
                .ends_with("data-pb-target=\"#a\"><b></b></template>")
        );
    }

    #[test]
    fn targets_texts_and_values_cannot_leave_their_place() {
        let text = Optimistic::text("li[title=\"a\"]", "</template><script>");
        assert_eq!(
            text.to_string(),
            "<template data-pb-optimistic=\"text\" data-pb-target=\"li[title=&quot;a&quot;]\">\
             &lt;/template&gt;&lt;script&gt;</template>"
        );
        let attr = Optimistic::attr("#a", "title", "<b>");
        assert_eq!(
            attr.to_string(),
            "<template data-pb-optimistic=\"attr\" data-pb-target=\"#a\" data-pb-name=\"title\">\
             &lt;b&gt;</template>"
        );
    }

    #[test]
    fn attributes_that_a_policy_refuses_are_refused_with_a_sentence() {
        let sentence = |name: &'static str| {
            let panic = catch_unwind(|| Optimistic::attr("#a", name, "x")).unwrap_err();
            *panic.downcast::<String>().unwrap()
        };
        for name in ["onclick", "OnLoad", "style", "srcdoc", "nonce"] {
            assert!(sentence(name).contains("content security policy"), "{name}");
        }
        for name in ["id", "Data-Key"] {
            assert!(sentence(name).contains("is found by"), "{name}");
        }
        for name in ["", "a b", "a\"b"] {
            assert!(sentence(name).contains("cannot be the name"), "{name}");
        }
    }

    #[test]
    fn a_panic_in_a_component_does_not_silence_the_next_page() {
        let broken = || Optimistic::append("#a", || -> Html { panic!("broken") });
        assert!(catch_unwind(AssertUnwindSafe(broken)).is_err());
        assert!(row(true).as_str().contains("<template"));
    }
}
