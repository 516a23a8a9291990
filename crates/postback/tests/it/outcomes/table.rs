//! Every outcome on every kind of page: status, headers, what is kept, said and logged.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures_util::stream;

use super::site::{INTERNAL, PAGES, SECRET, query, site};
use crate::support::log::{self, Log};
use crate::support::{Answer, send};

/// One row of the table.
#[derive(Clone, Copy)]
struct Case {
    /// What the action is asked for, and the name of the row.
    what: &'static str,
    send: How,
    /// Of a plain POST, and of an enhanced request.
    status: [u16; 2],
    outcome: &'static str,
    /// A sentence on the page, as HTML.
    says: &'static str,
    kept: bool,
    location: Option<&'static str>,
    /// A target, and a part of the line.
    logged: Option<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    /// The action `act`, which does as it is told.
    Act,
    /// Another action, with these fields.
    Form(&'static str, &'static str),
    /// With a header more.
    Header(&'static str, &'static str, &'static str),
    /// With another content type and this body.
    Body(&'static str, &'static str),
    /// After the usual fields, so many bytes of another one in chunks: nothing tells the length.
    Chunked(usize),
    /// After the usual fields, this again and again.
    Besides(&'static str, usize),
    /// After the usual fields, one with a value of so many bytes.
    Value(usize),
    /// As parts, with this file.
    File(&'static str),
    UnknownId,
    /// The id of a form of another page.
    OtherRoute,
    BrokenSeal,
}

const STALE: &str = "This page was out of date";
const UNSHOWN: &str = "Please check whether it was done before you send it again";
const FAILED: &str = "Something went wrong on our side";
const LIMIT: Option<(&str, &str)> = Some(("postback::refused", "the body could not be read"));
const REFUSED: Option<(&str, &str)> = Some(("postback::refused", "refused by its headers"));

const fn case(what: &'static str, status: [u16; 2], outcome: &'static str) -> Case {
    let (send, says, kept, location, logged) = (How::Act, "", false, None, None);
    Case {
        what,
        send,
        status,
        outcome,
        says,
        kept,
        location,
        logged,
    }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { location: Some("."), ..case("done", [303, 200], "done") },
    Case { location: Some("."), ..case("flash", [303, 200], "done") },
    Case { location: Some("."), send: How::Form("unit", ""), ..case("done unit", [303, 200], "done") },
    Case { location: Some("/other"), ..case("away", [303, 200], "redirect") },
    Case { location: Some("/other?a=b"), send: How::Form("go", "to=/other?a=b"), ..case("redirect", [303, 200], "redirect") },
    Case { location: Some("?page=2"), send: How::Form("go", "to=?page=2"), ..case("redirect to a query", [303, 200], "redirect") },
    Case { location: Some(".#top"), send: How::Form("go", "to=%23top"), ..case("redirect to a fragment", [303, 200], "redirect") },
    Case { says: "must have at most 20 characters", kept: true, send: How::Form("act", "what=done&name=Ada+Ada+Ada+Ada+Ada+Ada"), ..case("automatic", [422, 422], "invalid") },
    Case { says: "is taken", kept: true, ..case("field", [422, 422], "invalid") },
    Case { says: "is a lie", kept: true, ..case("field", [422, 422], "invalid") },
    Case { says: "Not like this", kept: true, ..case("form", [422, 422], "invalid") },
    Case { says: "is already in use", kept: true, ..case("unique", [422, 422], "invalid") },
    Case { says: "You are not allowed to do this", kept: true, ..case("denied", [403, 403], "denied") },
    Case { says: "This could not be found", kept: true, ..case("missing", [404, 404], "not_found") },
    Case { says: "Somebody was &lt;faster&gt;", kept: true, ..case("conflict", [409, 409], "conflict") },
    Case { says: STALE, kept: true, send: How::UnknownId, logged: Some(("postback::refused", "no action has this id")), ..case("stale id", [409, 409], "stale") },
    Case { says: STALE, kept: true, send: How::OtherRoute, logged: Some(("postback::refused", "was not rendered on this route")), ..case("stale route", [409, 409], "stale") },
    Case { says: STALE, kept: true, send: How::BrokenSeal, ..case("stale seal", [409, 409], "stale") },
    Case { says: "more than the 4 KiB", logged: REFUSED, kept: true, send: How::Header("content-length", "4097", "what=done&name=Ada"), ..case("too large", [413, 413], "too_large") },
    Case { says: "more than the 4 KiB", kept: true, logged: LIMIT, send: How::Chunked(9 << 10), ..case("too large in chunks", [413, 413], "too_large") },
    Case { says: "more than the 50 fields", kept: true, logged: LIMIT, send: How::Besides("&x", 50), ..case("too many fields", [413, 413], "too_large") },
    Case { says: "name of a field is longer than 40 bytes", kept: true, logged: LIMIT, send: How::Besides("&12345678901234567890123456789012345678901", 1), ..case("a long name", [413, 413], "too_large") },
    Case { says: "more than the 3 KiB", kept: true, logged: LIMIT, send: How::Value(3073), ..case("a long value", [413, 413], "too_large") },
    Case { says: "must be at most 10 bytes</p>", kept: true, send: How::File("GIF89a\0\0\0\0\0"), ..case("a large file", [413, 413], "too_large") },
    Case { says: "must be a GIF file</p>", kept: true, send: How::File("text"), ..case("a file of another type", [422, 422], "invalid") },
    Case { says: "try again in 2 minutes", kept: true, ..case("limited", [429, 429], "limited") },
    Case { says: "not a content type of forms", logged: REFUSED, send: How::Body("text/plain", "what=done"), ..case("content type", [415, 415], "refused") },
    Case { says: "was sent compressed", logged: REFUSED, send: How::Header("content-encoding", "gzip", "what=done"), ..case("compressed", [415, 415], "refused") },
    Case { says: "could not be read", kept: true, logged: LIMIT, send: How::Body("application/x-www-form-urlencoded", "name=Ada&what=%ff"), ..case("malformed", [400, 400], "refused") },
    Case { says: "could not be read", send: How::Body("multipart/form-data; boundary=x", "--y\r\n"), ..case("malformed parts", [400, 400], "refused") },
    Case { says: FAILED, kept: true, logged: Some(("postback::failed", INTERNAL)), ..case("failed", [500, 500], "failed") },
    Case { says: FAILED, kept: true, logged: Some(("postback::failed", INTERNAL)), ..case("panic", [500, 500], "failed") },
    Case { says: FAILED, kept: true, logged: Some(("postback::failed", "stopped after 200ms")), ..case("slow", [500, 500], "failed") },
    Case { says: UNSHOWN, logged: Some(("postback::failed", "begins with `/`")), ..case("bad target", [500, 500], "failed") },
    Case { says: UNSHOWN, logged: Some(("postback::failed", "allow_redirects_to")), ..case("other site", [500, 500], "failed") },
];

impl Case {
    async fn request(&self, app: &Router, page: &str, enhanced: bool) -> Request {
        let (mut action, mut headers) = ("act", Vec::new());
        let mut kind = "application/x-www-form-urlencoded";
        let mut fields = format!(
            "what={}&name=Ada&secret={SECRET}",
            self.what.replace(' ', "+")
        );
        let mut chunks = None;
        match self.send {
            How::Act | How::UnknownId | How::OtherRoute => {}
            How::Form(other, own) => (action, fields) = (other, format!("{own}&secret={SECRET}")),
            How::Header(name, value, own) => {
                headers.push((name, value));
                own.clone_into(&mut fields);
            }
            How::Body(own, text) => (kind, fields) = (own, text.to_owned()),
            How::Chunked(size) => chunks = Some(size),
            How::Besides(more, times) => fields += &more.repeat(times),
            How::Value(size) => fields.extend(["&more=", &"x".repeat(size)]),
            How::File(content) => {
                action = "attach";
                kind = "multipart/form-data; boundary=x";
                fields = parts(&[
                    ("name\"", "Ada"),
                    ("secret\"", SECRET),
                    ("file\"; filename=\"a.gif\"", content),
                ]);
            }
            How::BrokenSeal => action = "sealed",
        }
        let rendered = match self.send {
            How::OtherRoute if page == "/shown" => "/ignores",
            How::OtherRoute => "/shown",
            _ => page,
        };
        let mut query = query(app, rendered, action).await;
        match self.send {
            How::UnknownId => query = query.replace("_action=act.", "_action=act.0"),
            How::BrokenSeal => query.truncate(query.len() - 6),
            _ => {}
        }
        let mut request = Request::post(format!("{page}?{query}")).header("content-type", kind);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if enhanced {
            request = request.header("postback-request", "1");
        }
        let body = match chunks {
            None => Body::from(fields),
            Some(size) => {
                let more = (0..size / 512).map(|_| Bytes::from(vec![b'a'; 512]));
                let all = [Bytes::from(fields + "&more=")].into_iter().chain(more);
                Body::from_stream(stream::iter(all.map(Ok::<_, std::io::Error>)))
            }
        };
        request.body(body).unwrap()
    }

    /// At most the browser itself keeps a page, for its Back.
    fn check_kept(&self, enhanced: bool, answer: &Answer, name: &str) {
        let kept = answer.header("cache-control").unwrap();
        let by_browser = !enhanced && self.location.is_none();
        let expected = if by_browser { "private" } else { "no-store" };
        assert!(kept.contains(expected), "{name}");
    }

    fn check(&self, page: &str, enhanced: bool, answer: &Answer, log: &Log) {
        let text = answer.text();
        let name = format!(
            "{} on {page}, enhanced: {enhanced}\n{:?}\n{text}",
            self.what, answer.headers
        );
        assert_eq!(answer.status, self.status[usize::from(enhanced)], "{name}");
        self.check_kept(enhanced, answer, &name);
        assert!(!text.contains(SECRET) && !text.contains(INTERNAL), "{name}");
        if enhanced {
            self.check_frame(page, answer, &name);
        } else if let Some(location) = self.location {
            let location = location.replace('.', &format!(".{page}"));
            assert_eq!(answer.header("location"), Some(&*location), "{name}");
            assert!(text.is_empty() && answer.cookies().len() == 1, "{name}");
        } else {
            self.check_page(page, &text, &name);
        }
        let wait = (self.outcome == "limited").then_some("90");
        assert_eq!(answer.header("retry-after"), wait, "{name}");
        let lines = log.text();
        assert!(!lines.contains(SECRET), "{lines}");
        if let Some((target, part)) = self.logged {
            let lines = log.lines(target);
            assert!(
                lines.iter().any(|line| format!("{line:?}").contains(part)),
                "{name}\n{lines:?}"
            );
        }
        // The digest is the same for the person, the client and the log; who has none has not failed.
        let digest = answer.header("postback-digest");
        assert_eq!(digest.is_some(), self.outcome == "failed", "{name}");
        if let Some(digest) = digest {
            let logged = log.lines("postback::failed");
            assert!(
                logged.iter().any(|line| line.fields["digest"] == digest),
                "{name}\n{logged:?}"
            );
            assert!(text.contains(digest), "{name}");
        }
    }

    fn check_page(&self, page: &str, text: &str, name: &str) {
        assert_eq!(text.matches(self.says).count(), 1, "{name}");
        let alert = "<body><div class=\"pb-notice\" role=\"alert\">";
        match page {
            "/shown" => {
                assert!(!text.contains(alert), "{name}");
                assert_eq!(text.contains("value=\"Ada"), self.kept, "{name}");
            }
            "/ignores" => assert!(
                text.contains(alert) && text.contains("<p>Content"),
                "{name}"
            ),
            _ => {
                assert!(text.contains("<main><h1>"), "{name}");
                assert_eq!(
                    text.contains("<dt>name</dt><dd><pre>Ada"),
                    self.kept,
                    "{name}"
                );
            }
        }
    }

    fn check_frame(&self, page: &str, answer: &Answer, name: &str) {
        let head = answer.head();
        assert_eq!(
            answer.header("content-type"),
            Some("application/vnd.postback; charset=utf-8"),
            "{name}"
        );
        assert_eq!(head["outcome"], self.outcome, "{name}");
        assert_eq!(head["ok"], self.location.is_some(), "{name}");
        assert_eq!(
            head["digest"].as_str(),
            answer.header("postback-digest"),
            "{name}"
        );
        let html = answer.text().split_once('\n').unwrap().1.to_owned();
        // A refused form stays as it is where there is no page to show it on.
        let elsewhere = self.location.is_some_and(|to| to.starts_with('/'));
        let rendered = self.outcome != "denied" && (page != "/fails" || elsewhere);
        assert_eq!(
            head["page"],
            if rendered { "full" } else { "none" },
            "{name}"
        );
        assert_eq!(html.is_empty(), !rendered, "{name}");
        let reload = !rendered && self.location.is_some();
        assert_eq!(head["reload"] == true, reload, "{name}");
        assert_eq!(answer.cookies().len(), usize::from(reload), "{name}");
        if self.location.is_none() {
            assert!(head["say"].is_string(), "{name}");
        }
        if rendered {
            assert_eq!(html.matches(self.says).count().min(1), 1, "{name}");
        }
    }
}

fn parts(parts: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\r\n\r\n{value}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--x--\r\n"
}

#[tokio::test]
async fn every_outcome_is_seen_on_every_page_both_ways() {
    let site = site();
    for case in CASES {
        for page in PAGES {
            for enhanced in [false, true] {
                let log = log::keep();
                let answer = send(&site, case.request(&site, page, enhanced).await).await;
                case.check(page, enhanced, &answer, &log);
            }
        }
    }
}
