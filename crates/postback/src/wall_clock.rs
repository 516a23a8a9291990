//! The system time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Returns the time since 1970. A clock that is set to an earlier time counts as 1970.
pub(crate) fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Returns the time since 1970 in whole seconds.
pub(crate) fn unix_seconds() -> i64 {
    i64::try_from(since_1970().as_secs()).unwrap_or(i64::MAX)
}
