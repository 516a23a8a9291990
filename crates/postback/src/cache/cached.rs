//! The implementation of `#[cached]`, and [`CacheEntry`], which does the same without a function.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::computed::{Computed, Interrupted};
use super::key::{self, Key};
use super::rules::{Life, USUAL};
use super::weigh::{ByFunction, ByType, Weigh};
use super::{Cache, IntoDuration, StoreKind, Tag};

/// The options of `#[cached(..)]`.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    name: &'static str,
    fresh: Option<Duration>,
    expire: Option<Duration>,
}

impl Settings {
    /// Creates the defaults for the function with this full path.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            fresh: None,
            expire: None,
        }
    }

    /// Sets how long the value is served without recomputing it.
    #[must_use]
    pub const fn fresh_ms(mut self, milliseconds: u64) -> Self {
        self.fresh = Some(Duration::from_millis(milliseconds));
        self
    }

    /// Sets the longest time that the value is served.
    #[must_use]
    pub const fn expire_ms(mut self, milliseconds: u64) -> Self {
        self.expire = Some(Duration::from_millis(milliseconds));
        self
    }
}

/// A parameter that is part of the key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in the key of a cached function",
    label = "not `Serialize`",
    note = "if it is the same for everybody (a database pool), say `skip(..)`; if it tells one value from another, derive `serde::Serialize` on it"
)]
pub trait InKey: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> InKey for T {}

/// All parameters of the key, as a tuple of references.
pub trait Parameters: Serialize {}

impl Parameters for () {}

macro_rules! parameters {
    ($($name:ident)+) => {
        impl<$($name: InKey + ?Sized),+> Parameters for ($(&$name,)+) {}
    };
}

parameters!(A);
parameters!(A B);
parameters!(A B C);
parameters!(A B C D);
parameters!(A B C D E);
parameters!(A B C D E F);
parameters!(A B C D E F G);
parameters!(A B C D E F G H);
parameters!(A B C D E F G H I);
parameters!(A B C D E F G H I J);
parameters!(A B C D E F G H I J K);
parameters!(A B C D E F G H I J K L);

/// A call of a cached function, with its key.
#[derive(Debug)]
pub struct Lookup {
    name: Cow<'static, str>,
    arguments: Result<Vec<u8>, String>,
    life: Option<Life>,
}

/// Builds the key of a call.
#[must_use]
pub fn ask(settings: Settings, parameters: &impl Parameters) -> Lookup {
    Lookup {
        name: Cow::Borrowed(settings.name),
        arguments: bytes(parameters),
        life: life(settings.fresh, settings.expire),
    }
}

fn bytes(key: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, String> {
    key::arguments(key).map_err(|error| error.to_string())
}

fn life(fresh: Option<Duration>, expire: Option<Duration>) -> Option<Life> {
    if fresh.is_none() && expire.is_none() {
        return None;
    }
    let fresh = fresh.unwrap_or(USUAL.fresh.min(expire.unwrap_or(USUAL.fresh)));
    Some(Life {
        fresh,
        expire: expire.unwrap_or(USUAL.expire).max(fresh),
    })
}

/// Returns the value, from the cache or computed. `own` is called if this reader has to compute it.
pub async fn run<R, W, O, C, F>(cache: &Cache, asked: Lookup, weigh: W, own: O) -> R
where
    R: Computed,
    W: Weigh<R::Value>,
    O: FnOnce() -> (Vec<Tag>, C) + Send,
    C: FnOnce(Cache) -> F + Send + 'static,
    F: Future<Output = R> + Send + 'static,
{
    // The type of the body distinguishes two functions with the same path, for example in two
    // `impl` blocks.
    read::<(R, C), _, _, _, _, _>(cache, asked, weigh, own).await
}

/// Reads the value whose key contains the type `Is`.
async fn read<Is, R, W, O, C, F>(cache: &Cache, asked: Lookup, weigh: W, own: O) -> R
where
    Is: 'static,
    R: Computed,
    W: Weigh<R::Value>,
    O: FnOnce() -> (Vec<Tag>, C) + Send,
    C: FnOnce(Cache) -> F + Send + 'static,
    F: Future<Output = R> + Send + 'static,
{
    let arguments = match asked.arguments {
        Ok(arguments) => arguments,
        Err(error) => {
            tracing::warn!(target: "postback::cache", name = &*asked.name, error, "a key cannot be serialised; the value is computed for every reader");
            // The value becomes a dependency of the computation that reads it.
            let cache = &*cache.inside();
            let (record, begun) = (cache.begin_read(&asked.name), Instant::now());
            let (tags, compute) = own();
            for tag in tags {
                cache.tag(tag);
            }
            let result = compute(cache.clone()).await.into_result();
            match &result {
                Ok(_) => record.was_a_part(begun, asked.life),
                Err(_) => record.failed(),
            }
            return R::from_result(result);
        }
    };
    let key = Key::new::<Is>(cache.0.partition.as_ref(), asked.name, arguments);
    let own = || {
        let (tags, compute) = own();
        let compute = move |cache| async move {
            let value = compute(cache).await.into_result()?;
            let heap = weigh.heap(&value);
            Ok((value, heap))
        };
        (tags, compute)
    };
    let found = cache.read(StoreKind::Value, key, asked.life, own).await;
    R::from_result(found.map(|found| found.value))
}

/// A cached value without a function, from [`Cache::entry`].
#[must_use = "call `.get(..)` to read it"]
pub struct CacheEntry<'c, W = ByType> {
    cache: &'c Cache,
    asked: Lookup,
    weigh: W,
    fresh: Option<Duration>,
    expire: Option<Duration>,
    tags: Vec<Tag>,
}

impl Cache {
    /// Returns a cached value that is not a function of its own. `name` says what it is, and `key`
    /// which one. The same name elsewhere in the app refers to the same value.
    ///
    /// ```
    /// # use postback::{Cache, Result};
    /// # #[derive(Clone)] struct Db;
    /// # impl Db { async fn count(&self, _: u32) -> Result<u64> { Ok(7) } }
    /// async fn visits(cache: &Cache, db: &Db, year: u32) -> Result<u64> {
    ///     let db = db.clone();
    ///     cache
    ///         .entry("visits", &year)
    ///         .tags(["visits"])
    ///         .fresh("5m")
    ///         .get(async move |_| db.count(year).await)
    ///         .await
    /// }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let cache = Cache::for_tests();
    /// assert_eq!(visits(&cache, &Db, 2026).await.unwrap(), 7);
    /// # });
    /// ```
    ///
    /// A key that cannot be serialised (because of `#[serde(flatten)]`, or an error) is reported in
    /// the log, and the value is computed for every reader.
    pub fn entry(
        &self,
        name: impl Into<Cow<'static, str>>,
        key: &(impl Serialize + ?Sized),
    ) -> CacheEntry<'_> {
        CacheEntry {
            cache: self,
            asked: Lookup {
                name: name.into(),
                arguments: bytes(key),
                life: None,
            },
            weigh: ByType,
            fresh: None,
            expire: None,
            tags: Vec::new(),
        }
    }
}

impl<'c, W> CacheEntry<'c, W> {
    /// Adds tags of the data that the value depends on. The computation can add more with
    /// [`Cache::tag`].
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Sets how long the value is served without recomputing it; 15 minutes by default. After that
    /// it is served while a new value is computed.
    ///
    /// `time` is a [`Duration`], or a text like `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
    ///
    /// # Panics
    ///
    /// If the text is not a valid time.
    #[track_caller]
    pub fn fresh(mut self, time: impl IntoDuration) -> Self {
        self.fresh = Some(span(time));
        self
    }

    /// Sets the longest time that the value is served; one day by default, and never shorter than
    /// `fresh`.
    ///
    /// `time` is a [`Duration`], or a text like `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
    ///
    /// # Panics
    ///
    /// If the text is not a valid time.
    #[track_caller]
    pub fn expire(mut self, time: impl IntoDuration) -> Self {
        self.expire = Some(span(time));
        self
    }

    /// Sets how the memory beyond the value's own size is computed, in bytes, counted towards
    /// [`CacheLimits::values_bytes`](crate::CacheLimits::values_bytes).
    ///
    /// ```
    /// # use postback::{Cache, Error};
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let cache = Cache::for_tests();
    /// let squares = cache
    ///     .entry("squares", &1000)
    ///     .weight(|squares: &Vec<u64>| size_of_val(&**squares))
    ///     .get(async |_| Ok::<_, Error>((0..1000).map(|n| n * n).collect()))
    ///     .await;
    /// # assert_eq!(squares.unwrap().len(), 1000);
    /// # });
    /// ```
    pub fn weight<T, F>(self, heap: F) -> CacheEntry<'c, ByFunction<F>>
    where
        F: Fn(&T) -> usize + Send + 'static,
    {
        CacheEntry {
            cache: self.cache,
            asked: self.asked,
            weigh: ByFunction(heap),
            fresh: self.fresh,
            expire: self.expire,
            tags: self.tags,
        }
    }

    /// Returns the value, from the cache or computed.
    ///
    /// The computation runs in its own task, which continues if a reader disconnects. The [`Cache`]
    /// that it receives is for its own reads.
    ///
    /// # Errors
    ///
    /// Returns the error of the computation, which is not cached, or
    /// [`Interrupted`](crate::Interrupted) as the error `E` if the computation panicked or took too
    /// long.
    pub async fn get<T, E, C, F>(mut self, compute: C) -> Result<T, E>
    where
        T: Clone + Send + Sync + 'static,
        E: From<Interrupted> + Clone + Send + Sync + 'static,
        W: Weigh<T>,
        C: FnOnce(Cache) -> F + Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.asked.life = life(self.fresh, self.expire);
        let tags = self.tags;
        let own = move || (tags, compute);
        read::<Result<T, E>, _, _, _, _, _>(self.cache, self.asked, self.weigh, own).await
    }
}

#[track_caller]
pub(crate) fn span(time: impl IntoDuration) -> Duration {
    time.into_duration()
        .unwrap_or_else(|sentence| panic!("{sentence}"))
}

impl<W> fmt::Debug for CacheEntry<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheEntry")
            .field("name", &self.asked.name)
            .finish_non_exhaustive()
    }
}
