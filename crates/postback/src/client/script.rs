//! The tag that loads the runtime.

use super::Client;
use crate::html::{escape, html_piece};

/// The tag that loads the browser runtime: [`Page::script`](crate::Page::script).
#[derive(Clone, Debug)]
#[must_use = "put it into the `<head>` of the page"]
pub struct Script<'p> {
    client: &'p Client,
    root: Root<'p>,
    nonce: Option<&'p str>,
}

/// The way from a page to the root of the wrapped app, as a relative reference: it is right under a
/// `nest` and behind a proxy that strips a path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Root<'p> {
    /// How many directories up.
    up: usize,
    /// And then into this one: the app is nested at a path without a slash at its end.
    into: Option<&'p str>,
}

impl<'p> Root<'p> {
    fn of([url, inner]: [&'p str; 2]) -> Self {
        let into = match url.rsplit_once('/') {
            Some((_, last)) if inner == "/" && !last.is_empty() => Some(last),
            _ => None,
        };
        Self {
            up: inner.matches('/').count().saturating_sub(1),
            into,
        }
    }

    fn write_to(&self, out: &mut String) {
        for _ in 0..self.up {
            out.push_str("../");
        }
        if let Some(into) = self.into {
            // The dot keeps a colon in the name from ending a scheme.
            out.push_str("./");
            escape(into, out);
            out.push('/');
        }
    }
}

impl<'p> Script<'p> {
    /// At these paths: as the browser sees it, and as the wrapped app does.
    pub(crate) fn new(client: &'p Client, paths: [&'p str; 2]) -> Self {
        Self {
            client,
            root: Root::of(paths),
            nonce: None,
        }
    }

    /// The nonce of this page's `Content-Security-Policy`, for an app whose policy asks for one. A
    /// policy with `script-src 'self'` does not.
    ///
    /// ```
    /// # use postback::{Html, Page};
    /// async fn home(page: Page) -> Html {
    ///     let nonce = "4f2c8e"; // random for each answer, and in its policy
    ///     Html::from_trusted(format!("<head>{}</head>", page.script().nonce(nonce)))
    /// }
    /// ```
    pub fn nonce(self, nonce: &'p str) -> Self {
        Self {
            nonce: Some(nonce),
            ..self
        }
    }

    fn write_to(&self, out: &mut String) {
        self.write_tag(&self.client.runtime, out);
        if let Some(development) = &self.client.development {
            self.write_tag(development, out);
        }
    }

    fn write_tag(&self, file: &str, out: &mut String) {
        out.push_str("<script type=\"module\"");
        if let Some(nonce) = self.nonce {
            out.push_str(" nonce=\"");
            escape(nonce, out);
            out.push('"');
        }
        out.push_str(" src=\"");
        self.root.write_to(out);
        out.push_str(file);
        out.push_str("\"></script>");
    }
}

html_piece!(Script<'_>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Build, RUNTIME};

    fn root(url: &str, inner: &str) -> String {
        let mut out = String::new();
        Root::of([url, inner]).write_to(&mut out);
        out
    }

    #[test]
    fn the_root_is_as_many_directories_up_as_the_page_is_deep() {
        for (path, expected) in [
            ("/", ""),
            ("/problems", ""),
            ("/problems/7", "../"),
            ("/a/", "../"),
            ("/a/b/c", "../../"),
            ("/a//b", "../../"),
        ] {
            assert_eq!(root(path, path), expected, "{path}");
        }
    }

    #[test]
    fn under_a_nest_the_root_is_that_of_the_wrapped_app() {
        assert_eq!(root("/app/problems", "/problems"), "");
        assert_eq!(root("/app/problems/7", "/problems/7"), "../");
        assert_eq!(root("/app/", "/"), "");
        assert_eq!(root("/app", "/"), "./app/");
        assert_eq!(root("/x/a:b", "/"), "./a:b/");
        assert_eq!(root("/x/a'b", "/"), "./a&#39;b/");
    }

    #[test]
    fn a_nonce_is_on_every_tag_and_cannot_leave_its_attribute() {
        let client = Client::new(Build::new("b7".to_owned()).unwrap());
        let html = Script::new(&client, ["/a/b"; 2]).nonce("x\">").to_string();
        let name = &RUNTIME.name;
        assert!(
            html.starts_with(&format!(
                "<script type=\"module\" nonce=\"x&quot;&gt;\" src=\"../_postback/{name}#b7\"></script>"
            )),
            "{html}"
        );
        let tags = html.matches("<script").count();
        assert_eq!(html.matches("nonce=\"x&quot;&gt;\"").count(), tags);
    }
}
