//! [`Html`]: safe HTML, and the escaping that makes text safe.

use std::fmt;

/// A piece of HTML that is displayed unescaped, because everything in it is escaped already.
///
/// It is rendered unescaped in maud, askama and minijinja (with the features of these names), and
/// in every template engine that prints `Display` without escaping.
///
/// ```
/// use postback::Html;
///
/// let rule = Html::from_trusted("<hr>");
/// assert_eq!(rule.to_string(), "<hr>");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Wraps a string as HTML. The caller guarantees that it contains no unescaped text of a user.
    #[must_use]
    pub fn from_trusted(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// Renders an askama template, whose output askama has escaped.
    ///
    /// # Errors
    ///
    /// Returns the template's own error.
    #[cfg(feature = "askama")]
    pub fn from_template(template: &impl askama::Template) -> askama::Result<Self> {
        template.render().map(Self)
    }

    /// Returns the markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the markup without copying it.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A type that can be the content of a form: HTML, never plain text.
///
/// It is not implemented for `&str` and `String`, because they may still need escaping.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not HTML",
    label = "this may still need escaping",
    note = "write it as markup, `html! {{ (text) }}` in maud, or say that it is safe: `Html::from_trusted(..)`"
)]
pub trait IntoHtml {
    /// Converts the value into HTML.
    fn into_html(self) -> Html;
}

impl IntoHtml for Html {
    fn into_html(self) -> Html {
        self
    }
}

impl IntoHtml for &Html {
    fn into_html(self) -> Html {
        self.clone()
    }
}

impl<T: IntoHtml> IntoHtml for Option<T> {
    fn into_html(self) -> Html {
        self.map(IntoHtml::into_html).unwrap_or_default()
    }
}

#[cfg(feature = "maud")]
impl<T: Into<String>> IntoHtml for maud::PreEscaped<T> {
    fn into_html(self) -> Html {
        Html(self.0.into())
    }
}

#[cfg(feature = "maud")]
impl maud::Render for Html {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.0);
    }
}

#[cfg(feature = "askama")]
impl askama::filters::HtmlSafe for Html {}

/// A value that minijinja does not escape again, so that `context! { form => html }` displays it
/// unescaped.
#[cfg(feature = "minijinja")]
impl From<Html> for minijinja::Value {
    fn from(html: Html) -> Self {
        Self::from_safe_string(html.0)
    }
}

/// Serialises into the context of a minijinja template. Every other serializer sees a string.
#[cfg(feature = "minijinja")]
impl serde::Serialize for Html {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        minijinja::Value::from(self.clone()).serialize(serializer)
    }
}

/// A response with `text/html; charset=utf-8`.
impl axum::response::IntoResponse for Html {
    fn into_response(self) -> axum::response::Response {
        axum::response::Html(self.0).into_response()
    }
}

/// Implements the traits of `Html` for a builder with `write_to(&self, &mut String)`.
macro_rules! html_piece {
    ($name:ident $(<$lifetime:lifetime>)?) => {
        impl ::std::fmt::Display for $name $(<$lifetime>)? {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut out = String::new();
                self.write_to(&mut out);
                f.write_str(&out)
            }
        }

        impl $crate::IntoHtml for $name $(<$lifetime>)? {
            fn into_html(self) -> $crate::Html {
                let mut out = String::new();
                self.write_to(&mut out);
                $crate::Html::from_trusted(out)
            }
        }

        #[cfg(feature = "maud")]
        impl ::maud::Render for $name $(<$lifetime>)? {
            fn render_to(&self, buffer: &mut String) {
                self.write_to(buffer);
            }
        }

        #[cfg(feature = "askama")]
        impl ::askama::filters::HtmlSafe for $name $(<$lifetime>)? {}

        #[cfg(feature = "minijinja")]
        impl ::serde::Serialize for $name $(<$lifetime>)? {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut out = String::new();
                self.write_to(&mut out);
                $crate::Html::from_trusted(out).serialize(serializer)
            }
        }
    };
}
pub(crate) use html_piece;

/// Appends `text`, escaped for element content and for a quoted attribute.
pub(crate) fn escape(text: &str, out: &mut String) {
    let special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    escape_only(special, text, out);
}

/// Appends `text`, escaped for an attribute in single quotes, in which JSON needs little escaping.
#[cfg(feature = "typescript")]
pub(crate) fn escape_in_single_quotes(text: &str, out: &mut String) {
    escape_only(|byte| matches!(byte, b'&' | b'<' | b'>' | b'\''), text, out);
}

/// Bytes suffice: all special characters are ASCII, and no multi-byte UTF-8 sequence contains ASCII.
fn escape_only(special: impl Fn(&u8) -> bool, text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.as_bytes().iter().position(&special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(text, &mut out);
        out
    }

    #[test]
    fn text_cannot_leave_its_element_or_attribute() {
        assert_eq!(
            escaped(r#"<b a="1" c='2'>&amp;"#),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;"
        );
        assert_eq!(escaped("plain, \u{e9}"), "plain, \u{e9}");
    }

    #[cfg(feature = "typescript")]
    #[test]
    fn json_cannot_leave_an_attribute_in_single_quotes() {
        let mut out = String::new();
        escape_in_single_quotes("{\"a\":\"'><b>&amp;\"}", &mut out);
        assert_eq!(out, "{\"a\":\"&#39;&gt;&lt;b&gt;&amp;amp;\"}");
    }

    #[cfg(feature = "maud")]
    #[test]
    fn maud_does_not_escape_it_again() {
        let rule = Html::from_trusted("<hr>");
        let page = maud::html! { main { (rule) ("<hr>") } };
        assert_eq!(page.0, "<main><hr>&lt;hr&gt;</main>");
        assert_eq!(page.into_html().as_str(), "<main><hr>&lt;hr&gt;</main>");
    }

    #[cfg(feature = "askama")]
    #[test]
    fn askama_does_not_escape_it_again() {
        #[derive(askama::Template)]
        #[template(source = "<main>{{ safe }}{{ text }}</main>", ext = "html")]
        struct Shown<'a> {
            safe: Html,
            text: &'a str,
        }
        let page = Shown {
            safe: Html::from_trusted("<hr>"),
            text: "<hr>",
        };
        let page = Html::from_template(&page).unwrap();
        assert_eq!(page.as_str(), "<main><hr>&#60;hr&#62;</main>");
    }

    #[cfg(feature = "minijinja")]
    #[test]
    fn minijinja_does_not_escape_it_again() {
        #[derive(serde::Serialize)]
        struct Context<'a> {
            safe: Html,
            text: &'a str,
        }
        let rule = || Html::from_trusted("<hr>");
        let mut templates = minijinja::Environment::new();
        templates
            .add_template("page.html", "<main>{{ safe }}{{ text }}</main>")
            .unwrap();
        let page = templates.get_template("page.html").unwrap();
        let as_value =
            minijinja::context! { safe => minijinja::Value::from(rule()), text => "<hr>" };
        let serialized = minijinja::context! { safe => rule(), text => "<hr>" };
        let context = Context {
            safe: rule(),
            text: "<hr>",
        };
        let expected = "<main><hr>&lt;hr&gt;</main>";
        assert_eq!(page.render(as_value).unwrap(), expected);
        assert_eq!(page.render(serialized).unwrap(), expected);
        assert_eq!(
            page.render(minijinja::value::Serde(context)).unwrap(),
            expected
        );
        assert_eq!(serde_json::to_string(&rule()).unwrap(), r#""<hr>""#);
    }

    #[test]
    fn nothing_is_an_empty_piece() {
        assert_eq!(None::<Html>.into_html(), Html::default());
    }
}
