//! [`Places`]: how many computations run at once, in the foreground and in the background.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Places for computations that readers wait for, and separate ones for background work: refreshes
/// of stale values, and computations whose readers have all disconnected. Background work therefore
/// never delays a reader, however slow or numerous it is.
pub(crate) struct Places {
    front: Semaphore,
    behind: Semaphore,
}

/// The place of one running computation.
pub(crate) struct Permit<'p> {
    /// `None` for a computation inside another one, which shares its place.
    _permit: Option<SemaphorePermit<'p>>,
    /// Whether it runs in the background, where it is not cancelled.
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

    /// Returns a background place, if one is free now.
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
