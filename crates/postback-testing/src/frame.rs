//! The enhanced request and its response: one line of JSON, LF, then the HTML.

use serde_json::Value;

use crate::document::Document;
use crate::loaded::Loaded;
use crate::page::TestPage;
use crate::tab::{Outgoing, Received, Tab};

const MEDIA: &str = "application/vnd.postback";

impl Tab {
    /// Sends a form as the browser runtime does, and returns the page that the runtime would show.
    pub(crate) async fn send_enhanced(&self, request: Outgoing, page: &TestPage) -> TestPage {
        let received = self.send(&request).await;
        let frame = match Frame::read(&received, request.shown.as_deref()) {
            Ok(frame) => frame,
            Err(problem) => panic!(
                "the answer to the enhanced request to {}: {problem}",
                request.url
            ),
        };
        let own = &page.loaded.url;
        let url = match frame.url.as_deref().map(|url| own.join(url)) {
            Some(Err(error)) => panic!("the `url` of the answer is not a URL: {error}"),
            // The `url` of a refusal is offered as a link, and not followed.
            Some(Ok(url)) if frame.leaves || frame.page != Page::None => url,
            _ => own.clone(),
        };
        let answer = Some(frame.head.clone());
        if !self.is_inside(&url) {
            let mut loaded = Loaded::external(received, request.url, url);
            loaded.answer = answer;
            return self.show(loaded);
        }
        let shown = || page.loaded.document.source().to_owned();
        let mut etag = frame.etag;
        let (document, headers, url) = match frame.page {
            Page::Full(html) => (Document::parse(html, true), received.headers, url),
            Page::Same => (Document::parse(shown(), true), received.headers, url),
            Page::None if frame.leaves => {
                let next = Outgoing {
                    method: http::Method::GET,
                    url,
                    body: None,
                    from: Some(page.referrer()),
                    enhanced: false,
                    shown: None,
                };
                let next = self.navigate(next).await;
                if next.loaded.external.is_some() {
                    return next;
                }
                etag = None;
                let html = next.loaded.document.source().to_owned();
                let document = Document::parse(html, true);
                (
                    document,
                    next.loaded.headers.clone(),
                    next.loaded.url.clone(),
                )
            }
            // The form stays as it is, and the message is announced; notices of the previous action
            // are removed.
            Page::None => {
                etag = None;
                (Document::parse(shown(), true), received.headers, url)
            }
        };
        self.show(Loaded {
            status: frame.status,
            headers,
            url,
            document,
            say: frame.say,
            answer,
            etag,
            external: None,
            was_redirected: false,
        })
    }
}

struct Frame {
    head: Value,
    status: http::StatusCode,
    url: Option<String>,
    /// The message, if no page shows it.
    say: Option<String>,
    /// The browser loads `url` itself.
    leaves: bool,
    /// The etag that the runtime may send with the next submission.
    etag: Option<String>,
    page: Page,
}

/// The page after the head.
#[derive(PartialEq)]
enum Page {
    Full(String),
    /// The page that the runtime has declared to show already.
    Same,
    None,
}

impl Frame {
    fn read(received: &Received, shown: Option<&str>) -> Result<Self, String> {
        let media = received.content_type();
        if media.split(';').next().map(str::trim) != Some(MEDIA) {
            return Err(format!(
                "it has the status {} and the content type `{media}`, not `{MEDIA}`; the runtime would \
                 tell the person that something went wrong",
                received.status
            ));
        }
        let Some((head, html)) = received.body.split_once('\n') else {
            return Err("it has no line break after its head".to_owned());
        };
        let head: Value =
            serde_json::from_str(head).map_err(|error| format!("its head is not JSON: {error}"))?;
        if head["v"] != 1 {
            return Err(format!("its version is {}, not 1", head["v"]));
        }
        let status = head["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        let status = status.and_then(|status| http::StatusCode::from_u16(status).ok());
        let status = status.ok_or_else(|| format!("its status is {}", head["status"]))?;
        let text = |name: &str| head[name].as_str().map(str::to_owned);
        let (full, etag) = (head["page"] == "full", text("etag"));
        let page = match head["page"].as_str() {
            Some("full") => Page::Full(html.to_owned()),
            Some("same") if shown.is_some() && shown == etag.as_deref() => Page::Same,
            Some("same") => {
                return Err(format!(
                    "its `page` is \"same\" and its `etag` {}; the page shown is known as {shown:?}",
                    head["etag"]
                ));
            }
            Some("none") => Page::None,
            _ => {
                return Err(format!(
                    "its `page` is {}, not \"full\", \"same\" or \"none\"",
                    head["page"]
                ));
            }
        };
        if full == html.trim().is_empty() {
            return Err(format!(
                "its `page` is {} and {} bytes of HTML follow",
                head["page"],
                html.len()
            ));
        }
        if head["bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes != html.len() as u64)
        {
            return Err(format!(
                "{} of the {} bytes of HTML follow that its head says",
                html.len(),
                head["bytes"]
            ));
        }
        Ok(Self {
            status,
            url: text("url"),
            say: text("say").filter(|_| page == Page::None && !status.is_success()),
            leaves: head["reload"] == true || head["outcome"] == "redirect",
            etag,
            page,
            head,
        })
    }
}
