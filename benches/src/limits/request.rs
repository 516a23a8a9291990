//! The requests of this mode: files, and what is refused.

use crate::ask::Ask;
use crate::client::{Client, wrong};
use crate::scenario::SETTINGS;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const MULTIPART: &str = "multipart/form-data; boundary=----a-boundary-of-the-benchmark";
const BOUNDARY: &str = "------a-boundary-of-the-benchmark";

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// How the end of a body is known.
#[derive(Clone, Copy)]
pub(super) enum Framing {
    Length(usize),
    Chunks,
}

/// A page that was opened, to post from.
pub(super) struct Opened {
    pub(super) host: String,
    html: String,
}

impl Opened {
    pub(super) async fn by(client: &mut Client, host: String) -> std::io::Result<Self> {
        let page = ask(&host, SETTINGS).bytes();
        let html = client.send(&page).await?.text()?.to_owned();
        Ok(Self { host, html })
    }

    /// Where the form of the action posts to.
    pub(super) fn target(&self, action: &str) -> std::io::Result<String> {
        target(&self.html, action)
    }
}

/// Where the form of the action posts to, in a page at [`SETTINGS`].
pub(super) fn target(html: &str, action: &str) -> std::io::Result<String> {
    let name = format!("_action={action}.");
    let mut targets = html
        .split("<form method=\"post\" action=\"")
        .skip(1)
        .filter_map(|form| Some(form.split_once('"')?.0));
    let target = targets.find(|target| target.contains(&name));
    let target = target.ok_or_else(|| wrong(format!("a page without the form of {action}")))?;
    Ok(format!("{SETTINGS}{}", target.replace("&amp;", "&")))
}

pub(super) fn ask<'a>(host: &'a str, target: &'a str) -> Ask<'a> {
    Ask {
        host,
        target,
        session: 1,
        cookie: None,
        form: None,
        also: &[],
    }
}

/// A POST of a body, framed as it says, with one more header.
pub(super) fn post(
    ask: Ask<'_>,
    content_type: &str,
    framing: Framing,
    body: &[u8],
    more: Option<(&str, &str)>,
) -> Vec<u8> {
    let origin = format!("http://{}", ask.host);
    let (length, name) = match framing {
        Framing::Length(length) => (length.to_string(), "content-length"),
        Framing::Chunks => ("chunked".to_owned(), "transfer-encoding"),
    };
    let mut also = vec![
        ("origin", origin.as_str()),
        ("content-type", content_type),
        (name, &length),
    ];
    also.extend(more);
    Ask { also: &also, ..ask }.posting(body)
}

/// A picture of so many bytes, as far as its first bytes say. The rest neither repeats soon nor ends a
/// part.
pub(super) fn picture(size: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let rest = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    PNG.iter().copied().chain(rest).take(size).collect()
}

/// A multipart body with one file.
pub(super) fn multipart(file: &[u8]) -> Vec<u8> {
    let head = format!(
        "{BOUNDARY}\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"cat.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let end = format!("\r\n{BOUNDARY}--\r\n");
    [head.as_bytes(), file, end.as_bytes()].concat()
}

/// One chunk, and the end.
pub(super) fn chunked(body: &[u8]) -> Vec<u8> {
    let size = format!("{:x}\r\n", body.len());
    [size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}
