use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;

use crate::browser::Browser;
use crate::document::Document;
use crate::page::TestPage;
use crate::text::visible;

/// Runs the same steps twice, each time on a new app: with JavaScript off (plain POSTs) and with
/// the runtime on (enhanced requests). After each submission it compares what the visitor receives:
/// the outcome, the address, the visible text, the notices and the values of the fields.
///
/// A plain POST that redirects and an enhanced response that includes the page count as the same
/// success. After an enhanced response without a page the form stays as it is, so only the outcome
/// is compared.
///
/// Assertions in the steps run both times. The app that `make_app` returns must not render values
/// that differ between runs (times, random ids). The digest of a failure is ignored.
///
/// ```
/// use axum::{Form, Router, response::{Html, Redirect}, routing::get};
/// use postback_testing::both_ways;
///
/// # async fn show() -> Html<&'static str> {
/// #     Html(r#"<form method="post"><button>Save</button></form>"#)
/// # }
/// # async fn save() -> Redirect { Redirect::to("/") }
/// async fn make_app() -> Router {
///     Router::new().route("/", get(show).post(save))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// both_ways(make_app, async |browser| {
///     let page = browser.get("/").await;
///     let page = page.form_labelled("Save").submit().await;
///     assert_eq!(page.status(), 200);
/// })
/// .await;
/// # });
/// ```
///
/// # Panics
///
/// If the two runs differ, with the difference, or if nothing was submitted.
pub async fn both_ways(make_app: impl AsyncFn() -> Router, steps: impl AsyncFn(Browser)) {
    let plain = run(&make_app, &steps, false).await;
    let enhanced = run(&make_app, &steps, true).await;
    assert!(
        !plain.is_empty(),
        "both_ways: the steps submitted no form, so nothing was compared"
    );
    let differences = compare(&plain, &enhanced);
    assert!(
        differences.is_empty(),
        "both_ways: {}",
        differences.join("\n")
    );
}

async fn run(
    make_app: &impl AsyncFn() -> Router,
    steps: &impl AsyncFn(Browser),
    enhanced: bool,
) -> Vec<Step> {
    let _saying = SayingWhich(if enhanced {
        "enhanced requests"
    } else {
        "plain POSTs"
    });
    let log = Log::default();
    steps(Browser::with(make_app().await, enhanced, Some(log.clone()))).await;
    let mut steps = log.0.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut steps)
}

/// Adds to a failed assertion in which of the two runs it failed.
struct SayingWhich(&'static str);

impl Drop for SayingWhich {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("both_ways: this happened while the steps ran as {}", self.0);
        }
    }
}

/// The submissions of one run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Step>>>);

#[derive(Debug)]
struct Step {
    what: String,
    ending: Ending,
    /// Whether the page stayed, so that there is nothing to compare it with.
    stays: bool,
    address: String,
    text: String,
    notice: String,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    /// Success: a page, or a redirect to one.
    Well {
        redirected: bool,
    },
    Refused(u16),
}

impl Ending {
    /// Returns whether the two are the same for the visitor. A guard may redirect a plain POST to
    /// the sign-in page, where an enhanced response keeps the form and offers a link.
    fn matches(self, enhanced: Self) -> bool {
        match (self, enhanced) {
            (Self::Well { .. }, Self::Well { .. })
            | (Self::Well { redirected: true }, Self::Refused(401 | 403)) => true,
            (plain, enhanced) => plain == enhanced,
        }
    }

    fn describe(self) -> String {
        match self {
            Self::Well { redirected: false } => "success".to_owned(),
            Self::Well { redirected: true } => "success by a redirect".to_owned(),
            Self::Refused(status) => status.to_string(),
        }
    }
}

impl Log {
    pub(crate) fn record(&self, what: String, page: &TestPage) {
        let step = Step::of(what, page);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(step);
    }
}

impl Step {
    fn of(what: String, page: &TestPage) -> Self {
        let loaded = &page.loaded;
        let ending = match loaded.status {
            _ if loaded.was_redirected && loaded.answer.is_none() => {
                Ending::Well { redirected: true }
            }
            status if status.is_success() => Ending::Well { redirected: false },
            status => Ending::Refused(status.as_u16()),
        };
        let without_page = loaded
            .answer
            .as_ref()
            .is_some_and(|head| head["page"] == "none");
        let stays = without_page && !loaded.status.is_success();
        let address = page
            .external_redirect()
            .map_or_else(|| page.url(), str::to_owned);
        if loaded.external.is_some() {
            let (text, notice, values) = Default::default();
            return Self {
                what,
                ending,
                stays,
                address,
                text,
                notice,
                values,
            };
        }
        // The content of `noscript` differs intentionally, so neither run reads it.
        let document = Document::parse(loaded.document.source().to_owned(), true);
        let mut text = document.read(|html| visible(html.root_element()));
        let mut notice = page.notice();
        if let Some(digest) = page.digest().filter(|digest| !digest.is_empty()) {
            text = text.replace(digest, "(digest)");
            notice = notice.replace(digest, "(digest)");
        }
        let values = page.values_seen();
        Self {
            what,
            ending,
            stays,
            address,
            text,
            notice,
            values,
        }
    }
}

fn compare(plain: &[Step], enhanced: &[Step]) -> Vec<String> {
    let mut all = Vec::new();
    for (index, (plain, enhanced)) in plain.iter().zip(enhanced).enumerate() {
        let found = differences(plain, enhanced);
        if !found.is_empty() {
            let what = &plain.what;
            all.push(format!(
                "submit {} ({what}) does not lead to the same:",
                index + 1
            ));
            all.extend(found);
        }
    }
    if plain.len() != enhanced.len() {
        all.push(format!(
            "the steps submitted {} forms as plain POSTs and {} as enhanced requests",
            plain.len(),
            enhanced.len()
        ));
    }
    all
}

fn differences(plain: &Step, enhanced: &Step) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |aspect: &str, plain: &str, enhanced: &str| {
        if plain != enhanced {
            let (plain, enhanced) = around_difference(plain, enhanced);
            found.push(format!(
                "  {aspect:<8} plain POST: {plain}\n  {:<8} enhanced:   {enhanced}",
                ""
            ));
        }
    };
    if !plain.ending.matches(enhanced.ending) {
        differ(
            "ending",
            &plain.ending.describe(),
            &enhanced.ending.describe(),
        );
    }
    if !enhanced.stays {
        differ("address", &plain.address, &enhanced.address);
        differ("notice", &plain.notice, &enhanced.notice);
        differ("text", &plain.text, &enhanced.text);
        differ(
            "values",
            &plain.values.join("; "),
            &enhanced.values.join("; "),
        );
    }
    found
}

/// Removes the common beginning and end of two texts, except for a few words.
fn around_difference(one: &str, other: &str) -> (String, String) {
    const CONTEXT: usize = 5;
    let (one, other): (Vec<_>, Vec<_>) = (one.split(' ').collect(), other.split(' ').collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = one.iter().zip(&other).take_while(same).count();
    let rest = one.len().min(other.len()) - start;
    let end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    let cut = |words: &[&str]| {
        let from = start.saturating_sub(CONTEXT);
        let to = (words.len() - end + CONTEXT).min(words.len());
        let before = if from > 0 { "... " } else { "" };
        let after = if to < words.len() { " ..." } else { "" };
        format!("\"{before}{}{after}\"", words[from..to].join(" "))
    };
    (cut(&one), cut(&other))
}

#[cfg(test)]
mod tests {
    use super::around_difference;

    #[test]
    fn a_difference_is_shown_with_a_few_words_around_it() {
        let words = |middle| format!("a b c d e f g {middle} h i j k l m n");
        let (one, other) = around_difference(&words("x"), &words("y z"));
        assert_eq!(one, "\"... c d e f g x h i j k l ...\"");
        assert_eq!(other, "\"... c d e f g y z h i j k l ...\"");
    }

    #[test]
    fn a_missing_word_is_a_difference() {
        assert_eq!(
            around_difference("a a", "a"),
            ("\"a a\"".into(), "\"a\"".into())
        );
    }
}
