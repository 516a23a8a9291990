//! Which part of the app a request belongs to: [`Postback::partition`](crate::Postback::partition).

use std::sync::Arc;

use axum::extract::Request;
use http::request::Parts;
use http::{HeaderMap, header};

/// The function of the app that names it.
pub(crate) type Partition = dyn Fn(&Parts) -> String + Send + Sync;

/// The part that one request belongs to. It is read from that very request and cannot be copied from
/// another one: the page after an action has cookies, and perhaps a path, that the action did not have.
pub(crate) struct Part {
    name: Option<Arc<str>>,
    is_certain: bool,
}

impl Part {
    /// Of a request on its way into the app's pages, as it goes in.
    pub(crate) fn of(partition: Option<&Arc<Partition>>, request: &mut Request) -> Self {
        Self {
            name: named(partition, request),
            is_certain: true,
        }
    }

    /// Of the page after an action, whose `request` has the cookies of the answer; `sent` are the
    /// headers that the browser has sent.
    ///
    /// A layer around the app may have looked the old cookies up and put what it found into the
    /// extensions, where the app reads it. So new cookies that name the same part as the old ones prove
    /// nothing, and such a page shares nothing.
    pub(crate) fn after(
        partition: Option<&Arc<Partition>>,
        request: &mut Request,
        sent: &HeaderMap,
    ) -> Self {
        let sent = sent.get_all(header::COOKIE);
        if partition.is_none() || request.headers().get_all(header::COOKIE) == sent {
            return Self::of(partition, request);
        }
        let fresh = request.headers().clone();
        request.headers_mut().remove(header::COOKIE);
        let sent = sent.iter().map(|value| (header::COOKIE, value.clone()));
        request.headers_mut().extend(sent);
        let before = named(partition, request);
        *request.headers_mut() = fresh;
        let name = named(partition, request);
        Self {
            is_certain: name != before,
            name,
        }
    }

    /// Of a page that is rendered for everybody: its cache has the part of whoever asked first.
    pub(crate) fn of_everybody() -> Self {
        Self {
            name: None,
            is_certain: true,
        }
    }

    pub(crate) fn name(&self) -> Option<&Arc<str>> {
        self.name.as_ref()
    }

    /// Whether what is read and stored for it may be shared with others of the same name.
    pub(crate) fn is_certain(&self) -> bool {
        self.is_certain
    }
}

fn named(partition: Option<&Arc<Partition>>, request: &mut Request) -> Option<Arc<str>> {
    let partition = partition?;
    let (parts, body) = std::mem::take(request).into_parts();
    let name = partition(&parts).into();
    *request = Request::from_parts(parts, body);
    Some(name)
}
