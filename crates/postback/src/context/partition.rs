//! The partition of a request: [`Postback::partition`](crate::Postback::partition).

use std::sync::Arc;

use axum::extract::Request;
use http::request::Parts;
use http::{HeaderMap, header};

/// The app's function that names the partition.
pub(crate) type Partition = dyn Fn(&Parts) -> String + Send + Sync;

/// The partition of one request. It is computed from this request and never copied from another
/// one: the page after an action has cookies, and perhaps a path, that the action did not have.
pub(crate) struct Part {
    name: Option<Arc<str>>,
    is_certain: bool,
}

impl Part {
    /// Computes the partition of a request before it enters the app's pages.
    pub(crate) fn of(partition: Option<&Arc<Partition>>, request: &mut Request) -> Self {
        Self {
            name: named(partition, request),
            is_certain: true,
        }
    }

    /// Computes the partition of the page after an action. `request` has the cookies of the
    /// response, and `sent` are the headers that the browser has sent.
    ///
    /// A layer around the app may have looked up the old cookies and put the result into the
    /// extensions, where the app reads it. So if the new cookies name the same partition as the old
    /// ones, that proves nothing, and the page shares nothing.
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

    /// Returns the partition of a page that is rendered for everyone, whose cache already has that
    /// of its first visitor.
    pub(crate) fn of_everybody() -> Self {
        Self {
            name: None,
            is_certain: true,
        }
    }

    pub(crate) fn name(&self) -> Option<&Arc<str>> {
        self.name.as_ref()
    }

    /// Returns whether cached values may be shared with other requests of the same partition.
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
