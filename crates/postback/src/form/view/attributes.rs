//! The attributes of an HTML tag.

use std::borrow::Cow;

use crate::html::escape;

/// Attributes in insertion order, each name once.
#[derive(Debug)]
pub(in super::super) struct Attributes<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Attributes<'a> {
    pub(in super::super) fn new() -> Self {
        // The capacity for a text field with an error, so that the list rarely reallocates.
        Self(Vec::with_capacity(12))
    }

    /// Sets an attribute. An empty value writes the bare name, except for `value` itself.
    pub(in super::super) fn put(
        &mut self,
        name: &'a str,
        value: impl Into<Cow<'a, str>>,
    ) -> &mut Self {
        let value = value.into();
        match self
            .0
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            Some(known) => known.1 = value,
            None => self.0.push((name, value)),
        }
        self
    }

    pub(in super::super) fn flag(&mut self, name: &'a str, is_set: bool) -> &mut Self {
        if is_set {
            self.put(name, "");
        }
        self
    }

    pub(in super::super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| *known != name);
    }

    pub(in super::super) fn append(&mut self, mut more: Self) -> &mut Self {
        self.0.append(&mut more.0);
        self
    }

    /// Adds the app's attributes, which override the library's.
    pub(in super::super) fn extended<'e>(
        &mut self,
        extra: &'e [(&'static str, String)],
    ) -> &mut Self
    where
        'e: 'a,
    {
        for (name, value) in extra {
            self.put(name, value.as_str());
        }
        self
    }

    pub(in super::super) fn write_tag(&self, tag: &str, out: &mut String) {
        out.push('<');
        out.push_str(tag);
        for (name, value) in &self.0 {
            out.push(' ');
            out.push_str(name);
            if !value.is_empty() || *name == "value" {
                out.push_str("=\"");
                escape(value, out);
                out.push('"');
            }
        }
        out.push('>');
    }
}

/// Adds an attribute set by the app.
pub(crate) fn push_extra(
    extra: &mut Vec<(&'static str, String)>,
    name: &'static str,
    value: String,
) {
    assert!(is_name(name), "`{name}` cannot be the name of an attribute");
    extra.push((name, value));
}

/// Returns whether `name` is an attribute name that cannot end the attribute or the tag.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_bring_anything_else_with_it() {
        assert!(is_name("data-pb-busy") && is_name("xlink:href") && is_name("aria-label"));
        for bad in ["", "a b", "a=b", "a>", "a\"", "1a", "-a", "a/", "a\u{e9}"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn values_are_escaped_and_a_later_one_replaces() {
        let extra = [
            ("class", "a\"><script>".to_owned()),
            ("Type", "tel".to_owned()),
            ("disabled", String::new()),
        ];
        let mut attributes = Attributes::new();
        attributes
            .put("type", "text")
            .put("value", "")
            .extended(&extra);
        let mut out = String::new();
        attributes.write_tag("input", &mut out);
        assert_eq!(
            out,
            "<input type=\"tel\" value=\"\" class=\"a&quot;&gt;&lt;script&gt;\" disabled>"
        );
    }
}
