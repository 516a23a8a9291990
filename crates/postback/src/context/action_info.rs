//! What an app knows of the actions that it lists, without their types.

use std::fmt;
use std::time::Duration;

use crate::guard::rates::Rate;
use crate::wording::size;

/// One line of [`Handle::actions`](crate::Handle::actions): what can be reached, and under which
/// conditions.
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
    /// Whether its forms are good on every page: the caller alone guards it.
    pub anywhere: bool,
    /// The caller's type; `None` for a public action.
    pub caller: Option<&'static str>,
    /// Whether each rendered form counts once.
    pub once: bool,
    /// Whether no browser keeps a page that shows what was sent.
    pub no_store: bool,
    /// The most bytes a body may have.
    pub body_limit: usize,
    /// Whether files may be sent to it.
    pub takes_files: bool,
    /// How long it may run.
    pub timeout: Duration,
    /// How often it may be called.
    pub rates: &'static [Rate],
    /// The tags and paths that it declares to revalidate.
    pub revalidates: &'static [&'static str],
}

/// `problems::create  caller User  body 1 MiB  30s`
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

/// `axum::Extension<shop::User>` as `Extension<User>`.
fn without_modules(name: &str) -> String {
    name.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .filter_map(|part| part.rsplit("::").next())
        .collect()
}

/// What the form of an action has, by the names of its fields.
#[derive(Clone)]
pub(crate) struct ActionForm {
    pub(crate) info: ActionInfo,
    /// Whether it has a field of this name.
    pub(crate) knows: fn(&str) -> bool,
    /// Whether it has a field for files of this name.
    pub(crate) has_file: fn(&str) -> bool,
    /// Whether what it sends under this name is never shown again.
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
