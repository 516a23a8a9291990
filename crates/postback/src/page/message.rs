//! Messages to the visitor, as HTML.

use crate::form::FieldError;
use crate::html::escape;
use crate::outcome::ActionOutcome;
use crate::wording::ENTERED;

/// Writes the values that the visitor entered, so that they can be selected and copied.
pub(crate) fn write_values<'v>(
    values: impl IntoIterator<Item = &'v (String, String)>,
    html: &mut String,
) {
    let mut values = values.into_iter().peekable();
    if values.peek().is_none() {
        return;
    }
    html.push_str("<h2>");
    html.push_str(ENTERED);
    html.push_str("</h2><dl class=\"pb-values\">");
    for (name, value) in values {
        html.push_str("<dt>");
        escape(name, html);
        // An HTML parser drops the first line break after `<pre>`, so a value that begins with one
        // needs another.
        html.push_str("</dt><dd><pre>");
        if value.starts_with(['\r', '\n']) {
            html.push('\n');
        }
        escape(value, html);
        html.push_str("</pre></dd>");
    }
    html.push_str("</dl>");
}

pub(super) fn write_problem(ended: &ActionOutcome, html: &mut String) {
    html.push_str("<div class=\"pb-notice pb-problem\" role=\"alert\">");
    write_message(ended, html);
    html.push_str("</div>");
}

/// Writes the sentence of the outcome, every error with its field name, and the digest that is also
/// logged.
pub(super) fn write_message(ended: &ActionOutcome, html: &mut String) {
    let errors = ended.errors();
    if errors.is_empty() {
        html.push_str("<p>");
        escape(&ended.sentence().unwrap_or_default(), html);
        if let Some(digest) = &ended.digest {
            html.push_str(" (code ");
            html.push_str(digest);
            html.push(')');
        }
        html.push_str("</p>");
    }
    for error in errors.iter() {
        html.push_str("<p>");
        write_error(error, html);
        html.push_str("</p>");
    }
}

/// Writes an error that is not shown at its field, and therefore names it.
pub(crate) fn write_error(error: &FieldError, html: &mut String) {
    if !error.field.is_empty() {
        escape(&error.field, html);
        html.push_str(": ");
    }
    escape(&error.message, html);
}
