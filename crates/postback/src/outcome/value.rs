//! [`Value`]: the value of a success.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use axum::BoxError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::typed;
use crate::panic::Panicked;

/// A value of any type that pages may ask for.
type AnyValue = dyn Any + Send + Sync;
/// The value itself, or what its JSON was decoded to; `None` if the JSON is that of another type.
type LiveValue = Arc<OnceLock<Option<Box<AnyValue>>>>;
/// Writes a value as JSON that keeps the types.
type WriteTyped = fn(&AnyValue) -> Result<String, BoxError>;

/// The value of a success: the value itself while it stays in this process, JSON in a cookie.
#[derive(Clone)]
pub(crate) struct Value {
    json: Arc<str>,
    live: LiveValue,
    /// Only of a value of this process.
    write: Option<WriteTyped>,
}

impl Value {
    /// # Errors
    ///
    /// Returns why the value cannot be serialised: an error, or a panic of its `Serialize`
    /// implementation.
    pub(super) fn live<T: Serialize + Send + Sync + 'static>(value: T) -> Result<Self, BoxError> {
        let json = caught(|| serde_json::to_string(&value))?.into();
        let live = OnceLock::from(Some(Box::new(value) as Box<AnyValue>));
        Ok(Self {
            json,
            live: Arc::new(live),
            write: Some(write::<T>),
        })
    }

    pub(crate) fn from_json(json: &str) -> Self {
        Self {
            json: json.into(),
            live: Arc::default(),
            write: None,
        }
    }

    /// Returns an estimate of its memory in bytes: the value itself is assumed to be as large as
    /// its JSON.
    pub(crate) fn weight(&self) -> usize {
        let Self {
            json,
            live: _,
            write: _,
        } = self;
        2 * json.len()
    }

    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// Returns JSON that keeps the types, for a script, or plain JSON if the value comes from a cookie.
    ///
    /// # Errors
    ///
    /// Returns why the value cannot be serialised a second time.
    pub(crate) fn typed(&self) -> Result<String, BoxError> {
        match (self.write, self.live.get()) {
            (Some(write), Some(Some(live))) => write(&**live),
            _ => Ok(self.json.to_string()),
        }
    }

    /// Returns the value as `T`, decoded once, or `None` if it is of another type, as after a deploy.
    pub(crate) fn get<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Option<&T> {
        self.live
            .get_or_init(|| {
                let value: T = serde_json::from_str(&self.json).ok()?;
                Some(Box::new(value))
            })
            .as_deref()?
            .downcast_ref()
    }
}

fn write<T: Serialize + 'static>(live: &AnyValue) -> Result<String, BoxError> {
    let value: Option<&T> = live.downcast_ref();
    caught(|| typed::to_string(&value))
}

/// Turns a panic of the value's `Serialize` implementation into an error.
fn caught(write: impl FnOnce() -> serde_json::Result<String>) -> Result<String, BoxError> {
    let written = catch_unwind(AssertUnwindSafe(write));
    Ok(written.map_err(|panic| Panicked::new(&*panic))??)
}
