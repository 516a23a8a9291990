//! What a computation, or a page, was made from so far.

use std::time::Duration;

use tokio::time::Instant;

use super::entry::Entry;
use super::log::Log;
use super::rules::{Life, Position, Rules, Source, USUAL};
use super::sources::{Sources, Unknown, Why, any_invalid};
use super::tag::{MOST, TagId};

/// How many reads a line in the log names.
const TOLD: usize = 32;

#[derive(Default)]
pub(crate) struct Dependencies {
    own: Vec<TagId>,
    inherited: Vec<Source<TagId>>,
    oldest: Option<Position>,
    fresh_until: Option<Instant>,
    expire_until: Option<Instant>,
    /// What the computation itself says, whatever was declared.
    pub(crate) own_life: Option<Life>,
    /// Once there is something whose tags are not known, this stays.
    unknown: Option<Unknown>,
    /// For the line in the log.
    pub(crate) reads: Vec<ReadLine>,
}

/// One value that was read.
pub(crate) struct ReadLine {
    pub(crate) name: String,
    pub(crate) how: CacheStatus,
    pub(crate) age: Duration,
}

/// How a value came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheStatus {
    Hit,
    /// Served for the last time, or nearly: a new one is being made.
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

/// A value, and how it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cached<T> {
    pub(crate) value: T,
    pub(crate) how: CacheStatus,
    /// Its age is for people; a hit does not look at the clock for it.
    pub(crate) made: Instant,
    /// The oldest data in it.
    pub(crate) oldest: Position,
}

impl Dependencies {
    /// `None` for a tag that is none.
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

    /// Not everything that it depends on is known.
    pub(crate) fn is_not_known(&mut self, why: Unknown) {
        self.unknown.get_or_insert(why);
    }

    /// Takes over what an inner value was made from.
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

    /// There is something in it that was made then and lives this long.
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

    /// More than can be kept are not collected either.
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

    /// Whether something that it is known to depend on so far was invalidated since `began`.
    pub(crate) fn is_invalid(&self, began: Position, rules: &dyn Rules, log: &dyn Log) -> bool {
        self.own
            .iter()
            .any(|tag| rules.is_invalid(began, log.hard(*tag)))
            || any_invalid(&self.inherited, rules, log)
            || self.unknown.is_some() && rules.is_invalid(began, log.applied())
    }

    /// Everything that it was made from, with the stamp that it got.
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

    /// Those that are known, for people.
    pub(crate) fn tags(&self) -> impl Iterator<Item = TagId> {
        let inherited = self.inherited.iter().map(|source| source.tag);
        self.own.iter().copied().chain(inherited)
    }

    pub(crate) fn oldest(&self, stamp: Position, rules: &dyn Rules) -> Position {
        self.oldest
            .map_or(stamp, |inner| rules.oldest(stamp, inner))
    }

    /// What the computation says; else what was declared; else what is left of the inner values'
    /// lives; else the usual.
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
