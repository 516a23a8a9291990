//! The detection of problems with a field, and the app's own sentences for them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use garde::i18n::{I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind};

pub use crate::wording::Problem;

type Messages = Rc<dyn Fn(&Problem) -> Option<String>>;

/// An app's own sentences; `None` selects the library's.
pub(crate) type MessageFn = Arc<dyn Fn(&Problem) -> Option<String> + Send + Sync>;

thread_local! {
    // Set only while `with_messages` runs its closure. Decoding is synchronous, so the sentences
    // cannot leak into another request.
    static MESSAGES: RefCell<Option<Messages>> = const { RefCell::new(None) };
}

/// Runs `decode` with an app's own sentences. If `messages` returns `None`, the English sentence is
/// used.
pub fn with_messages<R>(
    messages: impl Fn(&Problem) -> Option<String> + 'static,
    decode: impl FnOnce() -> R,
) -> R {
    struct Restore(Option<Messages>);
    impl Drop for Restore {
        fn drop(&mut self) {
            MESSAGES.set(self.0.take());
        }
    }
    let _restore = Restore(MESSAGES.replace(Some(Rc::new(messages))));
    decode()
}

impl Problem {
    /// Returns the sentence for the visitor.
    pub(super) fn sentence(&self) -> String {
        let own = MESSAGES.with_borrow(Clone::clone);
        own.and_then(|messages| messages(self))
            .unwrap_or_else(|| self.to_string())
    }

    /// Converts the problem to that of a list, because garde counts characters and items with one
    /// rule.
    pub(super) fn of_list(self) -> Self {
        match self {
            Self::TooShort(n) => Self::TooFew(n),
            Self::TooLong(n) => Self::TooMany(n),
            other => other,
        }
    }
}

/// The problems that garde found. garde's report only holds texts, so each text is an index into
/// this list.
#[derive(Default)]
pub(super) struct FoundProblems(RefCell<Vec<Problem>>);

const MARK: char = '\u{1}';

impl FoundProblems {
    fn push(&self, problem: Problem) -> Cow<'static, str> {
        let mut found = self.0.borrow_mut();
        found.push(problem);
        format!("{MARK}{}", found.len() - 1).into()
    }

    /// Returns the problem that a text in garde's report stands for, or `None` for the text of a
    /// custom rule.
    pub(super) fn get(&self, text: &str) -> Option<Problem> {
        let number: usize = text.strip_prefix(MARK)?.parse().ok()?;
        self.0.borrow().get(number).cloned()
    }
}

impl I18n for FoundProblems {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        self.push(Problem::TooShort(min))
    }
    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        self.push(Problem::TooLong(max))
    }
    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::TooSmall(min.to_string()))
    }
    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::TooLarge(max.to_string()))
    }
    fn credit_card_invalid(&self, _: InvalidCreditCard) -> Cow<'static, str> {
        self.push(Problem::CreditCard)
    }
    fn pattern_no_match(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Pattern(pattern.to_string()))
    }
    fn contains_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Contains(pattern.to_string()))
    }
    fn url_invalid(&self, _: InvalidUrl) -> Cow<'static, str> {
        self.push(Problem::Url)
    }
    fn prefix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Prefix(pattern.to_string()))
    }
    fn suffix_missing(&self, pattern: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Suffix(pattern.to_string()))
    }
    fn phone_number_invalid(&self, _: InvalidPhoneNumber) -> Cow<'static, str> {
        self.push(Problem::PhoneNumber)
    }
    fn ip_invalid(&self, kind: IpKind) -> Cow<'static, str> {
        self.push(Problem::Ip(kind.to_string()))
    }
    fn matches_field_mismatch(&self, field: &dyn Display) -> Cow<'static, str> {
        self.push(Problem::Matches(field.to_string()))
    }
    fn email_invalid(&self, _: InvalidEmail) -> Cow<'static, str> {
        self.push(Problem::Email)
    }
    fn ascii_invalid(&self) -> Cow<'static, str> {
        self.push(Problem::Ascii)
    }
    fn alphanumeric_invalid(&self) -> Cow<'static, str> {
        self.push(Problem::Alphanumeric)
    }
    fn required_not_set(&self) -> Cow<'static, str> {
        self.push(Problem::Required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apps_sentences_hold_only_inside_and_survive_nesting() {
        let outer = |problem: &Problem| (*problem == Problem::Date).then(|| "outer".to_owned());
        let (inside, after) = with_messages(outer, || {
            let inside = with_messages(|_| Some("inner".to_owned()), || Problem::Date.sentence());
            (inside, (Problem::Date.sentence(), Problem::Time.sentence()))
        });
        assert_eq!(inside, "inner");
        assert_eq!(
            after,
            ("outer".to_owned(), "must be a time, like 14:30".to_owned())
        );
        assert_eq!(Problem::Date.sentence(), "must be a date, like 2026-11-22");
    }

    #[test]
    fn a_custom_text_is_no_marker() {
        let found = FoundProblems::default();
        assert_eq!(
            found.get(&found.email_invalid(InvalidEmail::Empty)),
            Some(Problem::Email)
        );
        assert_eq!(found.get("0"), None);
        assert_eq!(found.get("\u{1}7"), None);
    }
}
