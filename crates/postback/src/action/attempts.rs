//! [`Attempts`]: the rates of an action during one call.
//!
//! Each rate is counted as soon as its subject is known: all callers together and the address
//! before the caller is extracted, the caller before the body is read, and the value of a field
//! once the form is read and is known to be no repeat. A refused call counts for no rate, and its
//! response reveals nothing else, such as whether a caller is signed in.

use std::borrow::Cow;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::request::Parts;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Action, Invocation};
use crate::form::{FromForm, Pairs};
use crate::guard::address;
use crate::guard::rates::{Hold, Per, Rate};
use crate::outcome::{ActionOutcome, Error, Limited};

/// The attempts that one call has reserved.
pub(super) struct Attempts<'c> {
    call: &'c Invocation,
    path: &'static str,
    rates: &'static [Rate],
    held: Vec<Hold<'c>>,
}

impl<'c> Attempts<'c> {
    pub(super) fn of<A: Action>(call: &'c Invocation) -> Self {
        Self {
            call,
            path: A::PATH,
            rates: A::SETTINGS.rates,
            held: Vec::new(),
        }
    }

    /// # Errors
    ///
    /// Returns [`Limited`] if a rate is exceeded.
    pub(super) fn arrives(&mut self, parts: &Parts) -> Result<(), Error> {
        let call = self.call;
        self.hold(|per| match per {
            Per::Everybody => Some("".into()),
            Per::Address => Some(address_of(call, parts).into()),
            Per::Caller | Per::Field(_) => None,
        })
    }

    pub(super) fn calls(&mut self, who: &str) -> Result<(), Error> {
        self.hold(|per| matches!(per, Per::Caller).then_some(who.into()))
    }

    /// Counts the call, however it ends, except for rates of failures.
    pub(super) fn begins<F: FromForm>(
        &mut self,
        form: Option<&F>,
        sent: &Pairs,
    ) -> Result<(), Error> {
        let counts_field = |rate: &Rate| matches!(rate.per(), Per::Field(_));
        // `007` is 7, and `1e0` is 1: decoded values are counted. Raw values count only if the form
        // cannot be decoded.
        let read = form.filter(|_| self.rates.iter().any(counts_field));
        let read = read.map(F::write);
        let values = read.as_ref().unwrap_or(sent);
        self.hold(|per| match per {
            Per::Field(name) => Some(alike(values, name).into()),
            Per::Everybody | Per::Caller | Per::Address => None,
        })?;
        // A dropped reservation counts.
        self.held.retain(|held| held.rate().counts_failures());
        Ok(())
    }

    /// Releases the reservations of a repeat or a refused call.
    pub(super) fn give_back(&mut self) {
        self.held.drain(..).for_each(Hold::give_back);
    }

    pub(super) fn settle(self, ended: &ActionOutcome) {
        for held in self.held {
            if held.rate().counts_failures() && !ended.facts().is_failed_attempt {
                held.give_back();
            } else {
                held.count();
            }
        }
    }

    /// Reserves an attempt with each rate for whose subject `subject` returns a value.
    fn hold<'s>(&mut self, subject: impl Fn(Per) -> Option<Cow<'s, str>>) -> Result<(), Error> {
        let partition = self.call.render.partition().unwrap_or_default();
        for (index, rate) in self.rates.iter().enumerate() {
            let Some(subject) = subject(rate.per()) else {
                continue;
            };
            let index = index.to_be_bytes();
            // An address is independent of the partition, which the client chooses.
            let partition = match rate.per() {
                Per::Address => "",
                Per::Everybody | Per::Caller | Per::Field(_) => partition,
            };
            let whole = [
                partition.as_bytes(),
                self.path.as_bytes(),
                &index,
                subject.as_bytes(),
            ];
            match self.call.app.rates.hold(rate, &whole) {
                Ok(held) => self.held.push(held),
                Err(wait) => {
                    self.give_back();
                    return Err(refused(self.path, rate, wait));
                }
            }
        }
        Ok(())
    }
}

/// The log does not name the subject, which may be text that a visitor typed.
fn refused(action: &str, rate: &Rate, wait: Duration) -> Error {
    tracing::info!(target: "postback::refused", action, rate = rate.text(), ?wait, "over the limit (`rate` of #[action])");
    Limited::after(wait)
}

/// Returns the client's address. Clients without a known address are counted together: if they were
/// not counted, everyone could hide their address.
fn address_of(call: &Invocation, parts: &Parts) -> String {
    let app = &call.app;
    if let Some(address) = address::of(parts, app.trusted_proxies) {
        return address.to_string();
    }
    if !app.warned_of_addresses.swap(true, Ordering::Relaxed) {
        tracing::warn!(target: "postback::address",
            "a `rate` counts per address, but the address of this request is unknown, so all such requests count as one visitor: \
             serve the app with `into_make_service_with_connect_info::<SocketAddr>()`, or, behind a proxy, set `Postback::trusted_proxies(1)`");
    }
    String::new()
}

/// Normalises the value of a field for counting: the decoded value without differences that people,
/// or some databases, ignore. Some treat `ádmin` and fullwidth letters as `admin`, and each
/// spelling would otherwise have its own count.
///
/// The result is used for counting only. Two users whose names differ by an accent share a count,
/// which costs them no more than an attacker could cost either of them anyway.
fn alike(pairs: &Pairs, name: &str) -> String {
    let last = pairs.iter().rev().find(|(sent, _)| sent == name);
    let value = last.map_or("", |(_, value)| value.trim());
    if value.is_ascii() {
        let seen = value.chars().filter(|c| !is_unseen(*c));
        return seen.map(|c| c.to_ascii_lowercase()).collect();
    }
    // The upper case of `ß` is `SS`, and that of both sigmas is one letter. The upper case of `ẞ` is itself, so
    // lower case comes before it.
    let lower = value.nfkd().flat_map(char::to_lowercase);
    let upper = lower.flat_map(char::to_uppercase);
    let letters = upper.flat_map(char::to_lowercase).nfkd();
    let seen = letters.filter(|c| !is_combining_mark(*c) && !is_unseen(*c));
    seen.collect::<String>().trim().to_owned()
}

/// Returns whether a character is invisible: a control character, or one that Unicode declares
/// default ignorable.
///
/// <https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point>
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether the form has the field that a rate counts by. The macro asks at compile time.
#[doc(hidden)]
#[must_use]
pub const fn has_field<F: FromForm>(name: &str) -> bool {
    let mut at = 0;
    while at < F::NAMES.len() {
        if equal(F::NAMES[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Compares bytes; `==` is not available in constants yet.
const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// # Panics
///
/// If a rate counts by a password: the response would tell an attacker that tries one password with
/// many accounts about the attempts of others.
pub(super) fn check<A: Action>() {
    for rate in A::SETTINGS.rates {
        if let Per::Field(name) = rate.per() {
            assert!(
                !A::Form::is_secret(name),
                "the action `{}` has the rate \"{rate}\", but `{name}` is a password, which several people can share: count per the name or the address that they sign in with",
                A::PATH
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(pairs: &[(&str, &str)]) -> String {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        alike(&pairs.iter().map(own).collect(), "email")
    }

    #[test]
    fn a_field_counts_by_what_people_mean_by_it() {
        let plain = value(&[("email", "ada@example.org")]);
        assert_eq!(value(&[("email", " Ada@Example.ORG\r\n")]), plain);
        assert_eq!(value(&[("email", "ÄDA")]), value(&[("email", "äda")]));
        assert_eq!(value(&[]), value(&[("email", " ")]));
        assert_ne!(value(&[("email", "a da@example.org")]), plain);
    }

    #[test]
    fn a_value_that_a_database_may_take_for_another_counts_as_that() {
        for (spelling, plain) in [
            ("\u{e1}dmin@example.org", "admin@example.org"),
            ("a\u{301}dmin@example.org", "admin@example.org"),
            (
                "\u{ff21}\u{ff44}min\u{ff20}example.org",
                "admin@example.org",
            ),
            ("ad\u{200b}min\u{ad}@example.org", "admin@example.org"),
            ("\u{feff}admin@example.org", "admin@example.org"),
            (
                "admin\u{180e}\u{61c}\u{3164}@example.org",
                "admin@example.org",
            ),
            ("admin\u{e0041}\u{fff9}@example.org", "admin@example.org"),
            ("ad\0min@example.org", "admin@example.org"),
            ("\u{130}stanbul", "istanbul"),
            ("stra\u{df}e", "STRASSE"),
            ("\u{fb01}le", "file"),
            ("\u{3c3}\u{3c2}", "\u{3a3}\u{3a3}"),
            ("\u{3000}ada\u{3000}", "ada"),
        ] {
            assert_eq!(
                value(&[("email", spelling)]),
                value(&[("email", plain)]),
                "{plain}"
            );
        }
        assert_eq!(value(&[("email", "STRA\u{1e9e}E")]), "strasse");
        assert_eq!(value(&[("email", "stra\u{df}e")]), "strasse");
        // Different letters belong to different people.
        assert_ne!(value(&[("email", "\u{430}da")]), value(&[("email", "ada")]));
        assert_ne!(
            value(&[("email", "\u{1f980}")]),
            value(&[("email", "\u{1f40d}")])
        );
    }

    #[test]
    fn of_a_field_that_is_sent_twice_the_value_counts_that_the_action_gets() {
        let pairs = [
            ("email", "decoy"),
            ("email", "ada"),
            ("email[0]", "x"),
            ("emails", "y"),
        ];
        assert_eq!(value(&pairs), "ada");
    }

    proptest! {
        #[test]
        fn upper_and_lower_case_count_alike(text: String) {
            let plain = value(&[("email", &text)]);
            prop_assert_eq!(&value(&[("email", &text.to_uppercase())]), &plain);
            prop_assert_eq!(&value(&[("email", &text.to_lowercase())]), &plain);
        }

        #[test]
        fn names_are_equal_as_strings_are(one in "[ab]{0,3}", other in "[ab]{0,3}") {
            prop_assert_eq!(equal(one.as_bytes(), other.as_bytes()), one == other);
        }
    }
}
