//! One way to send a stored page: as it was rendered, or compressed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

/// One way to send it.
pub(super) struct Variant {
    pub(super) headers: HeaderMap,
    pub(super) etag: Option<HeaderValue>,
    pub(super) body: Bytes,
}

impl Variant {
    /// The bytes that it holds on to.
    pub(super) fn heap(&self) -> usize {
        self.heap_of_headers() + self.body.len()
    }

    /// The same without its body.
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

    /// The headers that depend on the body.
    pub(super) fn finish(&mut self, tag: Option<HeaderValue>) {
        self.headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        if let Some(tag) = &tag {
            self.headers.insert(header::ETAG, tag.clone());
        }
        self.etag = tag;
    }

    /// The same page in a content coding. Its tag is another one: the bytes are.
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

    /// What of the headers a 304 repeats (RFC 9110, section 15.4.5); the server adds its `Date`.
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

/// 128 bits of a digest of the bytes: a strong tag.
pub(super) fn tag(body: &[u8]) -> HeaderValue {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16]);
    HeaderValue::from_str(&format!("\"{digest}\"")).expect("base64 can stand in a header")
}
