//! Translation of garde's paths into the names of fields in the form.

use std::fmt::Write as _;

use super::tree;

/// The rest of a path in garde's notation: `items[0].r#type`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Steps<'p>(pub(super) &'p str);

impl<'p> Steps<'p> {
    /// Takes the name of a field.
    pub fn key(&mut self) -> Option<&'p str> {
        let rest = self.0.strip_prefix('.').unwrap_or(self.0);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        (end > 0).then(|| {
            self.0 = &rest[end..];
            &rest[..end]
        })
    }

    /// Takes the index of an item.
    pub fn item(&mut self) -> Option<usize> {
        let (digits, rest) = self.0.strip_prefix('[')?.split_once(']')?;
        let at = digits.parse().ok()?;
        self.0 = rest;
        Some(at)
    }
}

/// A field found by [`FormField::locate`].
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Place {
    pub(super) name: String,
    pub(super) list: bool,
}

impl Place {
    /// Enters the field with this name in the form.
    pub fn field(&mut self, name: &str) {
        self.list = false;
        self.name = tree::join(&self.name, name);
    }

    pub(super) fn item(&mut self, at: usize) {
        self.list = false;
        let _ = write!(self.name, "[{at}]");
    }

    pub(super) fn list(&mut self) {
        self.list = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gardes_paths_are_walked_step_by_step() {
        let mut steps = Steps("items[12].r#type");
        assert_eq!(steps.item(), None);
        assert_eq!(steps.key(), Some("items"));
        assert_eq!(steps.item(), Some(12));
        assert_eq!(steps.key(), Some("r#type"));
        assert_eq!((steps.key(), steps.item()), (None, None));
    }
}
