//! Compressed variants of a stored page, each made once on demand.

mod accepted;

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{HeaderMap, header};
use tokio::sync::OnceCell;

use self::accepted::{Coding, preferred};
use super::variant::Variant;

/// The smallest page that is compressed, in bytes; a smaller one fits into one packet.
const SMALLEST: usize = 1 << 10;
/// The largest page that is compressed inline, in bytes. More takes a millisecond or longer, which
/// belongs on a blocking thread.
const INLINE: usize = 16 << 10;

/// The compressed variants of one page.
#[derive(Default)]
pub(super) struct Encoded {
    variants: [OnceCell<Option<Variant>>; 3],
    /// The number of bytes that variants may still occupy.
    room: AtomicUsize,
}

impl Encoded {
    /// Prepares the variants, or returns `None` for a page that is too small or is not text.
    /// Together they are never larger than `plain`.
    pub(super) fn of(plain: &Variant) -> Option<Self> {
        let content_type = plain.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        (plain.body.len() >= SMALLEST && is_text(content_type)).then(|| Self {
            room: AtomicUsize::new(plain.body.len()),
            ..Self::default()
        })
    }

    /// Returns the memory that the variants may occupy, in bytes: never more than the page's body,
    /// and their headers.
    pub(super) fn heap(&self, plain: &Variant) -> usize {
        let Self { variants, room: _ } = self;
        variants.len() * plain.heap_of_headers() + plain.body.len()
    }

    /// Returns the variant that `Accept-Encoding` prefers, or `None` for the plain page.
    pub(super) async fn variant(&self, plain: &Variant, headers: &HeaderMap) -> Option<&Variant> {
        let coding = preferred(headers)?;
        let variant = &self.variants[coding as usize];
        match variant.get() {
            Some(made) => made.as_ref(),
            // Boxed, because it is rare and its future is large.
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

/// At these levels 60 kB of HTML take 0.8 to 1.3 ms. The next levels take twice as long and save 2
/// %.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

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
