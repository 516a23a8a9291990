//! Headers of every answer.

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::Response,
};

/// Only what this site serves itself may load or run here, and forms stay on the site. Markup is made
/// by postback's runtime and by no other script.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; \
     object-src 'none'; require-trusted-types-for 'script'; trusted-types postback",
);

pub(crate) async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // A file that somebody has sent has a stricter one.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
