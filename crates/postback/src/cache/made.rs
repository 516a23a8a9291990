//! [`Dependencies`]: what a computation or a page has been made from so far.

use std::time::Duration;

use tokio::time::Instant;

use super::entry::Entry;
use super::log::Log;
use super::rules::{Life, Position, Rules, Source, USUAL};
use super::sources::{Sources, Unknown, Why, any_invalid};
use super::tag::{MOST, TagId};

/// The largest number of reads in one line of the log.
const TOLD: usize = 32;

#[derive(Default)]
pub(crate) struct Dependencies {
    own: Vec<TagId>,
    inherited: Vec<Source<TagId>>,
    oldest: Option<Position>,
    fresh_until: Option<Instant>,
    expire_until: Option<Instant>,
    /// The lifetime that the computation sets itself, whatever was declared.
    pub(crate) own_life: Option<Life>,
    /// Set once a dependency is unknown, and never reset.
    unknown: Option<Unknown>,
    /// The reads, for the line in the log.
    pub(crate) reads: Vec<ReadLine>,
}

/// One value that was read.
pub(crate) struct ReadLine {
    pub(crate) name: String,
    pub(crate) how: CacheStatus,
    pub(crate) age: Duration,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheStatus {
    Hit,
    /// Served although it is stale, while a new value is computed.
    Stale,
    Miss,
}

impl CacheStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Stale => "stale",
            Self::Miss => "miss",
        }
    }
}

/// A value and where it came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cached<T> {
    pub(crate) value: T,
    pub(crate) how: CacheStatus,
    /// When it was computed, for display; a hit does not read the clock for it.
    pub(crate) made: Instant,
    /// The stamp of the oldest data in it.
    pub(crate) oldest: Position,
}

impl Dependencies {
    /// Adds a tag; `None` stands for an invalid one.
    pub(crate) fn tag(&mut self, tag: Option<TagId>) {
        match tag {
            None => self.is_not_known(Why::UnfitTag.into()),
            Some(tag) if self.own.contains(&tag) => {}
            Some(tag) => {
                self.own.push(tag);
                self.count();
            }
        }
    }

    /// Records that not all dependencies are known.
    pub(crate) fn is_not_known(&mut self, why: Unknown) {
        self.unknown.get_or_insert(why);
    }

    /// Adds the dependencies of an inner value.
    pub(crate) fn read(&mut self, name: &str, inner: &Entry, rules: &dyn Rules) {
        match &inner.sources {
            Sources::Known(sources) => self.inherit(sources, rules),
            Sources::Unknown { why, .. } => {
                if !rules.is_known(self.unknown.is_none(), false) {
                    self.is_not_known(why.within(name));
                }
            }
        }
        self.lives_as(inner.made, inner.life);
        let oldest = self.oldest.unwrap_or(inner.oldest);
        self.oldest = Some(rules.merged(oldest, inner.oldest));
    }

    fn inherit(&mut self, sources: &[Source<TagId>], rules: &dyn Rules) {
        for source in sources {
            let inherited = &mut self.inherited;
            match inherited.iter_mut().find(|known| known.tag == source.tag) {
                Some(known) => known.as_of = rules.merged(known.as_of, source.as_of),
                None => inherited.push(*source),
            }
        }
        self.count();
    }

    /// Records a part that was computed at `made` and has this lifetime.
    pub(crate) fn lives_as(&mut self, made: Instant, life: Life) {
        let earliest = |known: Option<Instant>, time| known.map_or(time, |known| known.min(time));
        self.fresh_until = Some(earliest(self.fresh_until, made + life.fresh));
        self.expire_until = Some(earliest(self.expire_until, made + life.expire));
    }

    pub(crate) fn tell(&mut self, name: &str, found: &Cached<()>) {
        if self.reads.len() < TOLD {
            self.reads.push(ReadLine {
                name: name.to_owned(),
                how: found.how,
                age: found.made.elapsed(),
            });
        }
    }

    /// Stops collecting beyond the number of tags that can be kept.
    fn count(&mut self) {
        if self.own.len() + self.inherited.len() <= MOST {
            return;
        }
        let of_others = |source: &&Source<TagId>| !self.own.contains(&source.tag);
        if self.own.len() + self.inherited.iter().filter(of_others).count() > MOST {
            self.own.truncate(MOST);
            self.inherited.truncate(MOST);
            self.is_not_known(Why::TooManyTags.into());
        }
    }

    /// Returns whether one of the dependencies so far was invalidated since `began`.
    pub(crate) fn is_invalid(&self, began: Position, rules: &dyn Rules, log: &dyn Log) -> bool {
        self.own
            .iter()
            .any(|tag| rules.is_invalid(began, log.hard(*tag)))
            || any_invalid(&self.inherited, rules, log)
            || self.unknown.is_some() && rules.is_invalid(began, log.applied())
    }

    /// Returns all sources, each with its stamp.
    pub(crate) fn sources(&self, stamp: Position, rules: &dyn Rules) -> Sources {
        if let Some(why) = self.unknown.clone() {
            let as_of = self.oldest(stamp, rules);
            return Sources::Unknown { as_of, why };
        }
        let mut sources: Vec<Source<TagId>> = self
            .inherited
            .iter()
            .map(|source| Source {
                tag: source.tag,
                as_of: rules.inherited(source.as_of, stamp),
            })
            .collect();
        for tag in &self.own {
            match sources.iter_mut().find(|source| source.tag == *tag) {
                Some(source) => source.as_of = rules.merged(source.as_of, stamp),
                None => sources.push(Source {
                    tag: *tag,
                    as_of: stamp,
                }),
            }
        }
        Sources::Known(sources.into())
    }

    /// Returns the known tags, for display.
    pub(crate) fn tags(&self) -> impl Iterator<Item = TagId> {
        let inherited = self.inherited.iter().map(|source| source.tag);
        self.own.iter().copied().chain(inherited)
    }

    pub(crate) fn oldest(&self, stamp: Position, rules: &dyn Rules) -> Position {
        self.oldest
            .map_or(stamp, |inner| rules.oldest(stamp, inner))
    }

    /// Returns the lifetime: the computation's own, otherwise the declared one, otherwise the rest
    /// of the inner values' lifetimes, otherwise the default.
    pub(crate) fn life(&self, declared: Option<Life>, made: Instant) -> Life {
        self.own_life
            .or(declared)
            .unwrap_or_else(|| match (self.fresh_until, self.expire_until) {
                (Some(fresh), Some(expire)) => Life {
                    fresh: fresh.saturating_duration_since(made),
                    expire: expire.saturating_duration_since(made),
                },
                _ => USUAL,
            })
    }
}
