//! [`Variant`]: one representation of a stored page, plain or compressed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

/// One representation of a stored page.
pub(super) struct Variant {
    pub(super) headers: HeaderMap,
    pub(super) etag: Option<HeaderValue>,
    pub(super) body: Bytes,
}

impl Variant {
    /// Returns the memory that it occupies, in bytes.
    pub(super) fn heap(&self) -> usize {
        self.heap_of_headers() + self.body.len()
    }

    /// Returns the same without the body.
    pub(super) fn heap_of_headers(&self) -> usize {
        let Self {
            headers,
            etag,
            body: _,
        } = self;
        let entry =
            |(name, value): (&HeaderName, &HeaderValue)| 64 + name.as_str().len() + value.len();
        let etag = etag.as_ref().map_or(0, HeaderValue::len);
        headers.iter().map(entry).sum::<usize>() + etag
    }

    /// Sets the headers that depend on the body.
    pub(super) fn finish(&mut self, tag: Option<HeaderValue>) {
        self.headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        if let Some(tag) = &tag {
            self.headers.insert(header::ETAG, tag.clone());
        }
        self.etag = tag;
    }

    /// Returns the page in a content coding. Its `ETag` differs, because the bytes do.
    #[cfg(feature = "compression")]
    pub(super) fn encoded(&self, coding: &'static str, body: Bytes) -> Self {
        let mut headers = self.headers.clone();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        let tag = self.etag.as_ref().and_then(|tag| {
            let tag = tag.to_str().ok()?.strip_suffix('"')?;
            HeaderValue::from_str(&format!("{tag}-{coding}\"")).ok()
        });
        let mut variant = Self {
            headers,
            etag: None,
            body,
        };
        variant.finish(tag);
        variant
    }

    /// Returns the headers that a 304 repeats (RFC 9110, section 15.4.5); the server adds `Date`.
    pub(super) fn unchanged(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(4);
        for name in [
            header::CACHE_CONTROL,
            header::CONTENT_LOCATION,
            header::ETAG,
            header::VARY,
        ] {
            for value in self.headers.get_all(&name) {
                headers.append(&name, value.clone());
            }
        }
        headers
    }
}

/// Returns a strong `ETag` of 128 bits of the body's digest.
pub(super) fn tag(body: &[u8]) -> HeaderValue {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16]);
    HeaderValue::from_str(&format!("\"{digest}\"")).expect("base64 can stand in a header")
}
