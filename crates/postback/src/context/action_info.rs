//! Descriptions of the registered actions, without their types.

use std::fmt;
use std::time::Duration;

use crate::guard::rates::Rate;
use crate::wording::size;

/// The description of an action, from [`AppHandle::actions`](crate::AppHandle::actions): what can be
/// called, and under which conditions.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing that an action declares, and none excludes another"
)]
pub struct ActionInfo {
    /// The function's name.
    pub name: &'static str,
    /// The function's full path.
    pub path: &'static str,
    /// Whether anyone may call it.
    pub public: bool,
    /// Whether its forms are valid on every page, so that only the caller protects it.
    pub anywhere: bool,
    /// The caller's type, or `None` for a public action.
    pub caller: Option<&'static str>,
    /// Whether each rendered form runs it at most once.
    pub once: bool,
    /// Whether browsers must not store a page that shows submitted values.
    pub no_store: bool,
    /// The largest body, in bytes.
    pub body_limit: usize,
    /// Whether it accepts files.
    pub takes_files: bool,
    /// The longest time that it may run.
    pub timeout: Duration,
    /// How often it may be called.
    pub rates: &'static [Rate],
    /// The tags and paths that it declares to revalidate.
    pub revalidates: &'static [&'static str],
}

/// Formats `problems::create  caller User  body 1 MiB  30s`.
impl fmt::Display for ActionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<48} ", self.path)?;
        match self.caller {
            Some(caller) => write!(f, "caller {:<12}", without_modules(caller))?,
            None => write!(f, "{:<19}", "public")?,
        }
        write!(
            f,
            " body {}  {:?}",
            size(self.body_limit as u64),
            self.timeout
        )?;
        if self.anywhere {
            f.write_str("  anywhere")?;
        }
        if self.once {
            f.write_str("  once")?;
        }
        if self.no_store {
            f.write_str("  no_store")?;
        }
        for rate in self.rates {
            write!(f, "  rate {rate}")?;
        }
        if !self.revalidates.is_empty() {
            write!(f, "  revalidates {}", self.revalidates.join(" "))?;
        }
        Ok(())
    }
}

/// Shortens `axum::Extension<shop::User>` to `Extension<User>`.
fn without_modules(name: &str) -> String {
    name.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .filter_map(|part| part.rsplit("::").next())
        .collect()
}

/// The form of an action, by the names of its fields.
#[derive(Clone)]
pub(crate) struct ActionForm {
    pub(crate) info: ActionInfo,
    /// Returns whether it has a field of this name.
    pub(crate) knows: fn(&str) -> bool,
    /// Returns whether it has a file field of this name.
    pub(crate) has_file: fn(&str) -> bool,
    /// Returns whether the value submitted under this name is never shown again.
    pub(crate) is_secret: fn(&str) -> bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::rates::{Per, rate};

    #[test]
    fn a_line_ends_with_what_is_revalidated() {
        let mut info = ActionInfo {
            name: "create",
            path: "problems::create",
            public: false,
            anywhere: false,
            caller: Some("shop::User"),
            once: true,
            no_store: false,
            body_limit: 1 << 20,
            takes_files: false,
            timeout: Duration::from_secs(30),
            rates: &[],
            revalidates: &[],
        };
        assert!(info.to_string().ends_with("30s  once"));
        info.no_store = true;
        assert!(info.to_string().ends_with("30s  once  no_store"));
        (info.anywhere, info.no_store) = (true, false);
        assert!(info.to_string().ends_with("30s  anywhere  once"));
        info.rates = const {
            &[
                rate("10/h", 10, 3600, false, Per::Everybody),
                rate("9 failures/min per address", 9, 60, true, Per::Address),
            ]
        };
        let line = info.to_string();
        assert!(
            line.ends_with("once  rate 10/h  rate 9 failures/min per address"),
            "{line}"
        );
        info.revalidates = &["problems", "/settings"];
        let line = info.to_string();
        assert!(
            line.ends_with("per address  revalidates problems /settings"),
            "{line}"
        );
    }
}
