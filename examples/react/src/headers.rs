//! Headers of every answer.

use axum::{
    extract::Request,
    http::{
        HeaderValue,
        header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    middleware::Next,
    response::Response,
};

use crate::vite;

/// Only what this site serves itself may load or run here, and markup is made by postback's runtime and by
/// no other script. React makes none.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     object-src 'none'; require-trusted-types-for 'script'; trusted-types postback",
);

/// Vite puts styles into the page, and what is wrong.
const WITH_VITE: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:",
);

pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let is_live = vite::is_live(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = if is_live { WITH_VITE } else { POLICY };
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
