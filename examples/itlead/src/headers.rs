//! Headers of every response.

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::Response,
};

/// Only resources of this site may load or run, and forms stay on the site. Only postback's runtime
/// may create markup.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; \
     object-src 'none'; require-trusted-types-for 'script'; trusted-types postback",
);

pub(crate) async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // An uploaded file has a stricter policy.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
