//! [`Script`]: the tag that loads the runtime.

use super::{Client, FOLDER};
use crate::html::{escape, html_piece};

/// The tag that loads the browser runtime: [`Page::script`](crate::Page::script).
#[derive(Clone, Debug)]
#[must_use = "put it into the `<head>` of the page"]
pub struct Script<'p> {
    client: &'p Client,
    way: PathToFolder<'p>,
    nonce: Option<&'p str>,
}

/// The path from a page to the folder of the files, which is correct under a `nest` and behind a
/// proxy that strips a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathToFolder<'p> {
    /// Absolute, with the public path of the app.
    Down(&'p str),
    /// Up by this number of directories, so that all pages load the same file.
    Up(usize),
    /// As a query. The front page may be at a path without a trailing slash (`/app`) without the
    /// app knowing it; a relative path would then lead out of the app.
    Query,
}

impl<'p> PathToFolder<'p> {
    fn from(page: &PagePlace<'p>) -> Self {
        match *page {
            PagePlace {
                root: Some(root), ..
            } if !root.starts_with("//") => Self::Down(root),
            PagePlace { path: "/", .. } => Self::Query,
            PagePlace { path, .. } => Self::Up(path.matches('/').count().saturating_sub(1)),
        }
    }

    fn write_to(self, out: &mut String) {
        match self {
            Self::Down(root) => {
                escape(root, out);
                out.push('/');
            }
            Self::Up(directories) => {
                for _ in 0..directories {
                    out.push_str("../");
                }
            }
            Self::Query => out.push_str("?/"),
        }
        out.push_str(FOLDER);
        out.push('/');
    }
}

/// The place of a page.
pub(crate) struct PagePlace<'p> {
    /// The path as the wrapped app sees it.
    pub(crate) path: &'p str,
    /// The public path of the app without a trailing slash, if it is known.
    pub(crate) root: Option<&'p str>,
}

impl<'p> Script<'p> {
    pub(crate) fn new(client: &'p Client, page: &PagePlace<'p>) -> Self {
        Self {
            client,
            way: PathToFolder::from(page),
            nonce: None,
        }
    }

    /// Sets the nonce of this page's `Content-Security-Policy`, for an app whose policy requires
    /// one. A policy with `script-src 'self'` does not.
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
        // A classic script runs at once and before all others, which a module cannot.
        self.write_tag("<script", self.client.watch, out);
        let module = "<script type=\"module\"";
        self.write_tag(module, &self.client.runtime, out);
        if let Some(development) = &self.client.development {
            self.write_tag(module, development, out);
        }
    }

    fn write_tag(&self, start: &str, file: &str, out: &mut String) {
        out.push_str(start);
        if let Some(nonce) = self.nonce {
            out.push_str(" nonce=\"");
            escape(nonce, out);
            out.push('"');
        }
        out.push_str(" src=\"");
        self.way.write_to(out);
        out.push_str(file);
        out.push_str("\"></script>");
    }
}

html_piece!(Script<'_>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Build, RUNTIME, WATCH};

    fn way(path: &str, root: Option<&str>) -> String {
        let mut out = String::new();
        PathToFolder::from(&PagePlace { path, root }).write_to(&mut out);
        out
    }

    #[test]
    fn the_folder_is_as_many_directories_up_as_the_page_is_deep() {
        for (page, expected) in [
            ("/problems", "_postback/"),
            ("/problems/7", "../_postback/"),
            ("/a/", "../_postback/"),
            ("/a/b/c", "../../_postback/"),
            ("/a//b", "../../_postback/"),
            ("//", "../_postback/"),
        ] {
            assert_eq!(way(page, None), expected, "{page}");
        }
    }

    #[test]
    fn the_front_page_asks_by_a_query_wherever_it_is() {
        assert_eq!(way("/", None), "?/_postback/");
    }

    #[test]
    fn an_app_that_was_told_its_path_names_it() {
        for (root, expected) in [
            ("", "/_postback/"),
            ("/app", "/app/_postback/"),
            ("/x/a:b", "/x/a:b/_postback/"),
            ("/x/a'b", "/x/a&#39;b/_postback/"),
        ] {
            for page in ["/", "/a/b"] {
                assert_eq!(way(page, Some(root)), expected, "{page}");
            }
        }
        assert_eq!(way("/a/b", Some("//evil.example")), "../_postback/");
    }

    #[test]
    fn a_nonce_is_on_every_tag_and_cannot_leave_its_attribute() {
        let client = Client::new(Build::new("b7".to_owned()).unwrap());
        let html = Script::new(
            &client,
            &PagePlace {
                path: "/a/b",
                root: None,
            },
        )
        .nonce("x\">")
        .to_string();
        let (watch, runtime) = (&WATCH.name, &RUNTIME.name);
        assert!(
            html.starts_with(&format!(
                "<script nonce=\"x&quot;&gt;\" src=\"../_postback/{watch}\"></script>\
                 <script type=\"module\" nonce=\"x&quot;&gt;\" src=\"../_postback/{runtime}#b7\"></script>"
            )),
            "{html}"
        );
        let tags = html.matches("<script").count();
        assert_eq!(html.matches("nonce=\"x&quot;&gt;\"").count(), tags);
    }
}
