//! [`Set`]: the counts that share a place in the table.

use super::Rate;

/// The number of counts in a set.
pub(super) const WAYS: usize = 16;

/// The name of a count within its set.
pub(super) type Name = [u8; 16];

/// The recent attempts of one subject. Times are nanoseconds since the table began.
///
/// The count is a meter that each attempt raises by the rate's interval, and that falls with time.
/// It is stored as the time at which it will be empty (the "theoretical arrival time" of the
/// generic cell rate algorithm).
#[derive(Debug)]
struct Count {
    name: Name,
    empty_at: u64,
    /// The window of its rate in seconds, to compare counts of different rates.
    window: u32,
    /// Open attempts, which may still count. They do not expire.
    open: u32,
}

impl Count {
    fn of(name: Name, rate: &Rate) -> Self {
        Self {
            name,
            empty_at: 0,
            window: rate.window(),
            open: 0,
        }
    }

    /// Returns how near the count is to its limit, in millionths.
    fn fullness(&self, now: u64) -> u128 {
        u128::from(self.empty_at.saturating_sub(now)) / (1_000 * u128::from(self.window))
    }

    /// Returns how many nanoseconds too early another attempt would be, if all open ones count.
    fn too_early(&self, rate: &Rate, now: u64) -> u64 {
        let open = (u64::from(self.open) + 1) * rate.interval();
        (self.empty_at.saturating_sub(now) + open).saturating_sub(rate.all())
    }
}

/// Why there is no room for another attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// The count is at its limit; another attempt fits in this many nanoseconds.
    Count(u64),
    /// Every count of the set has open attempts, so none can be replaced.
    Set,
}

#[derive(Debug, Default)]
pub(super) struct Set(Vec<Count>);

impl Set {
    /// Adds an attempt, which is open until [`close`](Self::close).
    pub(super) fn open(&mut self, name: Name, rate: &Rate, now: u64) -> Result<(), Full> {
        let count = match self.0.iter().position(|count| count.name == name) {
            Some(known) => &mut self.0[known],
            None => self.add(Count::of(name, rate), now).ok_or(Full::Set)?,
        };
        match count.too_early(rate, now) {
            0 => count.open += 1,
            wait => return Err(Full::Count(wait)),
        }
        Ok(())
    }

    /// Closes an open attempt, which counts or is given back.
    pub(super) fn close(&mut self, name: Name, rate: &Rate, now: u64, counts: bool) {
        // Its attempt is open, so the count was not replaced.
        let Some(at) = self.0.iter().position(|count| count.name == name) else {
            return;
        };
        let count = &mut self.0[at];
        count.open -= 1;
        if counts {
            count.empty_at = count.empty_at.max(now) + rate.interval();
        } else if count.open == 0 && count.empty_at <= now {
            self.0.swap_remove(at);
        }
    }

    /// Adds a count. In a full set it replaces the one that is farthest from its limit.
    fn add(&mut self, count: Count, now: u64) -> Option<&mut Count> {
        if self.0.len() == WAYS {
            let counts = self.0.iter().enumerate();
            let closed = counts.filter(|(_, count)| count.open == 0);
            let (least, _) = closed.min_by_key(|(_, count)| count.fullness(now))?;
            self.0.swap_remove(least);
        }
        self.0.push(count);
        self.0.last_mut()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
pub(super) const BYTES: usize = size_of::<Count>();
