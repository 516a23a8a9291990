//! How much is computed at once: as much again behind the scenes as somebody waits for.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Room for computations that somebody waits for, and for those that nobody waits for: refreshes of
/// what is served stale, and those whose readers have all gone away. So these are never in the way of
/// a reader, however slow they are and however many were started.
pub(crate) struct Places {
    front: Semaphore,
    behind: Semaphore,
}

/// Of one computation that runs.
pub(crate) struct Permit<'p> {
    /// `None` within the place of another computation.
    _permit: Option<SemaphorePermit<'p>>,
    /// Nobody has to wait for it: it runs to its end.
    pub(crate) is_behind: bool,
}

impl Places {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            front: Semaphore::new(count),
            behind: Semaphore::new(count),
        }
    }

    pub(crate) async fn in_front(&self) -> Option<Permit<'_>> {
        let permit = self.front.acquire().await.ok()?;
        Some(Permit {
            _permit: Some(permit),
            is_behind: false,
        })
    }

    pub(crate) async fn in_turn_behind(&self) -> Option<Permit<'_>> {
        self.behind.acquire().await.ok().map(Permit::of_behind)
    }

    /// If there is one now.
    pub(crate) fn behind(&self) -> Option<Permit<'_>> {
        self.behind.try_acquire().ok().map(Permit::of_behind)
    }
}

impl<'p> Permit<'p> {
    pub(crate) fn within() -> Self {
        Self {
            _permit: None,
            is_behind: false,
        }
    }

    fn of_behind(permit: SemaphorePermit<'p>) -> Self {
        Self {
            _permit: Some(permit),
            is_behind: true,
        }
    }
}
