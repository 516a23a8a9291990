//! The response from a stored page: complete, without its body, or "not modified".

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::variant::Variant;

/// Answers a request with this method and these headers. `Range` is meant for interrupted
/// downloads; a page is sent in full, as RFC 9110 (section 14.2) allows.
pub(super) fn answer(
    status: StatusCode,
    variant: &Variant,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    // Only a successful response is subject to conditions (RFC 9110, section 13.2.1), and only that
    // has an `ETag`.
    if let Some(etag) = &variant.etag
        && is_known(headers, etag)
    {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = variant.unchanged();
        return response;
    }
    let body = if *method == Method::HEAD {
        Body::empty()
    } else {
        Body::from(variant.body.clone())
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = variant.headers.clone();
    response
}

/// Returns whether `If-None-Match` contains this tag, by weak comparison (RFC 9110, sections
/// 8.8.3.2 and 13.1.2).
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        // The library's tags contain no comma, so no part of a foreign tag matches one.
        value.as_bytes().split(|byte| *byte == b',').any(|tag| {
            let tag = tag.trim_ascii();
            tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag.as_bytes()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(sent: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in sent {
            headers.append(header::IF_NONE_MATCH, HeaderValue::from_static(value));
        }
        is_known(&headers, &HeaderValue::from_static("\"abc-br\""))
    }

    #[test]
    fn a_tag_is_known_in_a_list_weak_or_strong() {
        for sent in [
            "\"abc-br\"",
            "W/\"abc-br\"",
            "*",
            " * ",
            "\"x\", \"abc-br\"",
            "\"x\",W/\"abc-br\" ,\"y\"",
            "\"a,b\", \"abc-br\"",
        ] {
            assert!(known(&[sent]), "{sent}");
        }
        assert!(known(&["\"x\"", "\"abc-br\""]));
    }

    #[test]
    fn another_tag_is_not() {
        for sent in [
            "",
            "\"abc\"",
            "abc-br",
            "\"ABC-br\"",
            "w/\"abc-br\"",
            "\"abc-br",
            "W/W/\"abc-br\"",
            "\"*\"",
        ] {
            assert!(!known(&[sent]), "{sent}");
        }
        assert!(!known(&[]));
    }
}
