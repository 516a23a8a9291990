//! A reverse proxy that strips a path: another process, of which the app sees nothing.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use tower::{ServiceExt as _, service_fn};

/// Passes on what is below `prefix`, without it; the rest is not there.
pub(crate) fn stripping(prefix: &'static str, app: Router) -> Router {
    let service = service_fn(move |request: Request| {
        let app = app.clone();
        async move {
            let target = request.uri().path_and_query().unwrap().as_str();
            let Some(rest) = target
                .strip_prefix(prefix)
                .filter(|rest| rest.starts_with('/'))
            else {
                return Ok::<Response, Infallible>(StatusCode::NOT_FOUND.into_response());
            };
            // Only what goes over the wire: no extensions.
            let mut passed = Request::new(Body::empty());
            *passed.method_mut() = request.method().clone();
            *passed.uri_mut() = rest.parse().unwrap();
            *passed.headers_mut() = request.headers().clone();
            *passed.body_mut() = request.into_body();
            app.oneshot(passed).await
        }
    });
    Router::new().fallback_service(service)
}

/// Also `prefix` itself is passed on, as `/`.
pub(crate) fn stripping_itself(prefix: &'static str, app: Router) -> Router {
    let inside = stripping(prefix, app);
    let service = service_fn(move |mut request: Request| {
        let target = request.uri().path_and_query().unwrap().to_string();
        if let Some(rest) = target.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with('?'))
        {
            *request.uri_mut() = format!("{prefix}/{rest}").parse().unwrap();
        }
        inside.clone().oneshot(request)
    });
    Router::new().fallback_service(service)
}
