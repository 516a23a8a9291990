//! Compressed variants of a stored page, each made once, when somebody asks for it.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use tokio::sync::OnceCell;

use super::stored::Variant;

/// Smaller pages fit into one packet anyway.
const SMALLEST: usize = 1 << 10;
/// More than this takes a millisecond or longer, which belongs on a thread that may be busy.
const INLINE: usize = 16 << 10;

/// A content coding that we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// The one that comes first is taken when a browser likes several alike.
    const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// The variants of one page that are compressed.
#[derive(Default)]
pub(super) struct Encoded {
    variants: [OnceCell<Option<Variant>>; 3],
    /// How many bytes there are still room for.
    room: AtomicUsize,
}

impl Encoded {
    /// `None` for a page that is too small or is no text. All variants together are never larger than
    /// `plain`.
    pub(super) fn of(plain: &Variant) -> Option<Self> {
        let content_type = plain.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        (plain.body.len() >= SMALLEST && is_text(content_type)).then(|| Self {
            room: AtomicUsize::new(plain.body.len()),
            ..Self::default()
        })
    }

    /// What the visitor's `Accept-Encoding` prefers; `None` for the plain page.
    pub(super) async fn variant(&self, plain: &Variant, headers: &HeaderMap) -> Option<&Variant> {
        let coding = preferred(headers)?;
        let variant = &self.variants[coding as usize];
        match variant.get() {
            Some(made) => made.as_ref(),
            // It is rare, and large.
            None => Box::pin(variant.get_or_init(|| self.make(coding, plain)))
                .await
                .as_ref(),
        }
    }

    async fn make(&self, coding: Coding, plain: &Variant) -> Option<Variant> {
        let body = plain.body.clone();
        let compressed = if body.len() <= INLINE {
            compress(coding, &body)
        } else {
            let job = tokio::task::spawn_blocking(move || compress(coding, &body));
            job.await.ok().flatten()
        }?;
        let size = compressed.len();
        let room = self
            .room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| {
                room.checked_sub(size)
            });
        room.ok()
            .map(|_| plain.encoded(coding.name(), Bytes::from(compressed)))
    }
}

fn is_text(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("+json")
        || matches!(
            &*essence,
            "application/json" | "application/javascript" | "application/xml"
        )
}

/// At these levels 60 kB of HTML take 0.8 to 1.3 ms. The next ones take twice as long to save 2 %.
fn compress(coding: Coding, page: &[u8]) -> Option<Vec<u8>> {
    let mut compressed = Vec::with_capacity(page.len() / 4);
    let written = match coding {
        Coding::Brotli => brotli(page, &mut compressed),
        Coding::Zstd => zstd::stream::copy_encode(page, &mut compressed, 6),
        Coding::Gzip => gzip(page, &mut compressed),
    };
    written.ok()?;
    (compressed.len() < page.len()).then_some(compressed)
}

fn brotli(page: &[u8], compressed: &mut Vec<u8>) -> io::Result<()> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 5,
        size_hint: page.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*page, compressed, &parameters).map(drop)
}

fn gzip(page: &[u8], compressed: &mut Vec<u8>) -> io::Result<()> {
    let mut encoder = flate2::write::GzEncoder::new(compressed, flate2::Compression::new(6));
    encoder.write_all(page)?;
    encoder.finish().map(drop)
}

/// The coding to answer in (RFC 9110, section 12.5.3); `None` for no coding at all, which is also the
/// answer to a request that accepts nothing that there is.
fn preferred(headers: &HeaderMap) -> Option<Coding> {
    let mut accepted = Accepted::default();
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        accepted.add(value);
    }
    let (mut best, mut weight) = (None, 0);
    for coding in Coding::ALL {
        let q = accepted.codings[coding as usize]
            .or(accepted.others)
            .unwrap_or(0);
        if q > weight {
            (best, weight) = (Some(coding), q);
        }
    }
    // Without a word about it, the plain page is what everything else is better than.
    best.filter(|_| weight >= accepted.plain.unwrap_or(0))
}

/// The weights of an `Accept-Encoding`, in thousandths.
#[derive(Default)]
struct Accepted {
    codings: [Option<u16>; 3],
    plain: Option<u16>,
    others: Option<u16>,
}

impl Accepted {
    fn add(&mut self, value: &HeaderValue) {
        let Ok(value) = value.to_str() else { return };
        for item in value.split(',') {
            let (name, parameter) = item.split_once(';').unwrap_or((item, ""));
            let q = Some(weight(parameter.trim()));
            match name.trim() {
                name if is(name, "br") => self.codings[Coding::Brotli as usize] = q,
                name if is(name, "zstd") => self.codings[Coding::Zstd as usize] = q,
                name if is(name, "gzip") || is(name, "x-gzip") => {
                    self.codings[Coding::Gzip as usize] = q;
                }
                name if is(name, "identity") => self.plain = q,
                "*" => self.others = q,
                _ => {}
            }
        }
    }
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// `q=0.5` as 500. What cannot be read is not wanted.
fn weight(parameter: &str) -> u16 {
    if parameter.is_empty() {
        return 1_000;
    }
    let Some(q) = parameter
        .strip_prefix(['q', 'Q'])
        .and_then(|rest| rest.trim_start().strip_prefix('='))
    else {
        return 0;
    };
    let (whole, fraction) = q.trim().split_once('.').unwrap_or((q.trim(), ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()) && fraction.len() <= 3;
    match whole {
        "1" if digits => 1_000,
        "0" if digits => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn preferred_of(accept: &[&'static str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        }
        preferred(&headers).map(Coding::name)
    }

    #[test]
    fn the_visitor_chooses_by_weight_and_we_among_equals() {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip, deflate, zstd", Some("zstd")),
            ("gzip", Some("gzip")),
            ("x-gzip", Some("gzip")),
            ("GZip", Some("gzip")),
            ("br;q=0.5, gzip", Some("gzip")),
            ("br;q=0.5, gzip;q=0.8, zstd;q=0.801", Some("zstd")),
            ("br ; q=0.1", Some("br")),
            ("br; Q = 1.000", Some("br")),
            ("*", Some("br")),
            ("br;q=0, *", Some("zstd")),
            ("br;q=0.2, *;q=0.1", Some("br")),
            ("gzip;q=0.5, identity", None),
            ("gzip;q=0.5, identity;q=0.5", Some("gzip")),
            ("gzip;q=0.5, identity;q=0", Some("gzip")),
        ] {
            assert_eq!(preferred_of(&[accept]), coding, "{accept}");
        }
        assert_eq!(preferred_of(&["gzip", "br"]), Some("br"));
    }

    #[test]
    fn what_nobody_accepts_or_can_read_is_not_sent() {
        for accept in [
            "",
            ",",
            "identity",
            "deflate",
            "br;q=0",
            "br;q=0.000",
            "*;q=0",
            "identity;q=0",
            "br;q=2",
            "br;q=x",
            "br;q=0.1234",
            "br;q=-1",
            "br;v=1",
            "b r",
        ] {
            assert_eq!(preferred_of(&[accept]), None, "{accept}");
        }
        assert_eq!(preferred_of(&[]), None);
    }

    #[test]
    fn text_is_compressed_and_nothing_else() {
        for text in [
            "text/html; charset=utf-8",
            "TEXT/css",
            "image/svg+xml",
            "application/atom+xml;x=y",
            "application/json",
        ] {
            assert!(is_text(text), "{text}");
        }
        for other in [
            "image/png",
            "application/octet-stream",
            "font/woff2",
            "application/zip",
            "",
        ] {
            assert!(!is_text(other), "{other}");
        }
    }

    #[test]
    fn every_coding_gives_the_page_back() {
        let page = "<li class=\"problem\">Two sums</li>\n".repeat(500);
        for coding in Coding::ALL {
            let compressed = compress(coding, page.as_bytes()).unwrap();
            let mut back = Vec::new();
            match coding {
                Coding::Brotli => brotli::BrotliDecompress(&mut &*compressed, &mut back).unwrap(),
                Coding::Zstd => zstd::stream::copy_decode(&*compressed, &mut back).unwrap(),
                Coding::Gzip => {
                    flate2::read::GzDecoder::new(&*compressed)
                        .read_to_end(&mut back)
                        .map(drop)
                        .unwrap();
                }
            }
            assert_eq!(back, page.as_bytes(), "{coding:?}");
            assert_eq!(Coding::ALL[coding as usize], coding);
        }
    }

    #[test]
    fn what_does_not_get_smaller_stays_plain() {
        let mut noise = [0; 4096];
        getrandom::fill(&mut noise).unwrap();
        for coding in Coding::ALL {
            assert_eq!(compress(coding, &noise), None, "{coding:?}");
        }
    }
}
