//! Parses `rate = "5 failures/15min per field(email)"`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::LitStr;

use crate::attribute::Library;
use crate::units::milliseconds;

/// The largest count. In the smallest window each attempt then still has a microsecond.
const MOST: u32 = 1_000_000;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    count: u32,
    /// The window in seconds.
    window: u32,
    /// Whether only failures count.
    failures: bool,
    pub(crate) per: Per,
}

/// The subject that has its own count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Per {
    /// Everyone together.
    Everybody,
    Caller,
    Address,
    Field(String),
}

/// # Errors
///
/// Returns a sentence about what is wrong with the text, and what to write.
pub(crate) fn rate(text: &str) -> Result<Rate, String> {
    let (often, rest) = text.split_once('/').ok_or_else(|| wrong(text))?;
    let (window, subject) = match rest.split_once(" per ") {
        Some((window, subject)) => (window, Some(subject.trim())),
        None => (rest, None),
    };
    let (number, what) = match often.trim().split_once(' ') {
        Some((number, what)) => (number, what.trim()),
        None => (often.trim(), ""),
    };
    let failures = match what {
        "" => false,
        "failures" | "failure" => true,
        _ => return Err(wrong(text)),
    };
    Ok(Rate {
        count: count(number).ok_or_else(|| wrong(text))??,
        window: seconds(window.trim()).ok_or_else(|| wrong(text))??,
        failures,
        per: subject.map_or(Ok(Per::Everybody), per)?,
    })
}

fn wrong(text: &str) -> String {
    format!(
        "`{text}` is not a rate: write a count and a time, like \"10/min per caller\", \
         \"5 failures/15min per address\" or \"100/h\""
    )
}

/// Parses the count, or returns `None` if it is not a number.
fn count(number: &str) -> Option<Result<u32, String>> {
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match number.parse() {
        Ok(0) => Err("a rate of 0 refuses everybody: write at least 1".to_owned()),
        Ok(count @ 1..=MOST) => Ok(count),
        _ => Err(format!(
            "`{number}` is too large for a rate: write at most {MOST}"
        )),
    })
}

/// Parses the window, in which `min` is `1min`, or returns `None` if it is not a duration.
fn seconds(window: &str) -> Option<Result<u32, String>> {
    let time = if window.starts_with(|c: char| c.is_ascii_digit()) {
        milliseconds(window)
    } else {
        milliseconds(&format!("1{window}"))
    };
    let milliseconds = time.ok()?;
    let whole = milliseconds.is_multiple_of(1000);
    Some(match u32::try_from(milliseconds / 1000) {
        Ok(seconds) if whole => Ok(seconds),
        Ok(_) => Err(format!(
            "`{window}` is too short for a rate: write whole seconds, like \"1s\""
        )),
        Err(_) => Err(format!(
            "`{window}` is too long for a rate: write a shorter time"
        )),
    })
}

fn per(subject: &str) -> Result<Per, String> {
    let field = subject
        .strip_prefix("field(")
        .and_then(|rest| rest.strip_suffix(')'));
    match (subject, field.map(str::trim)) {
        ("caller", _) => Ok(Per::Caller),
        ("address", _) => Ok(Per::Address),
        (_, Some(name)) if !name.is_empty() && !name.contains(['.', '[', ']', '(', ')']) => {
            Ok(Per::Field(name.to_owned()))
        }
        (_, Some(name)) => Err(format!(
            "`{name}` is not the name of a field: write it as the form sends it, like `per field(email)`"
        )),
        _ => Err(format!(
            "a rate cannot count `per {subject}`: write `per caller`, `per address` or `per field(email)`, \
             or leave `per` out to count everybody together"
        )),
    }
}

impl Rate {
    /// Returns the expression for the library's rate.
    pub(super) fn value(&self, text: &LitStr, library: &Library) -> TokenStream {
        let Self {
            count,
            window,
            failures,
            per,
        } = self;
        let per = match per {
            Per::Everybody => quote! { Everybody },
            Per::Caller => quote! { Caller },
            Per::Address => quote! { Address },
            Per::Field(name) => quote! { Field(#name) },
        };
        quote! {
            #library::__private::rate(#text, #count, #window, #failures, #library::__private::Per::#per)
        }
    }

    /// Returns code with which the compiler checks that the form has the field; an action without a
    /// form has the form `()`.
    pub(super) fn proof(
        &self,
        text: &LitStr,
        form: &TokenStream,
        library: &Library,
    ) -> Option<TokenStream> {
        let Per::Field(name) = &self.per else {
            return None;
        };
        let sentence = format!(
            "this rate counts per field `{name}`, but the action's form has no such field: write the name of one of its fields"
        );
        let library = library.at(text.span());
        Some(quote_spanned! { text.span() =>
            const _: () = ::core::assert!(#library::__private::has_field::<#form>(#name), #sentence);
        })
    }
}

/// # Errors
///
/// Returns an error at the first rate per caller of a public action, which has none.
pub(super) fn fit(rates: &[(Rate, LitStr)], public: bool) -> syn::Result<()> {
    let caller = |(rate, _): &&(Rate, LitStr)| rate.per == Per::Caller;
    match rates.iter().find(caller) {
        Some((_, text)) if public => Err(syn::Error::new(
            text.span(),
            "a public action has no caller to count: write `per address`, or take a `caller` instead of `public`",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rate {
        rate(text).unwrap_or_else(|sentence| panic!("{text}: {sentence}"))
    }

    #[test]
    fn a_rate_says_how_often_in_which_time_and_for_whom() {
        let cases = [
            ("100/h", 100, 3600, false, Per::Everybody),
            ("10/min per caller", 10, 60, false, Per::Caller),
            ("10/m per caller", 10, 60, false, Per::Caller),
            ("5 failures/min per address", 5, 60, true, Per::Address),
            ("1 failure / 15 min per address", 1, 900, true, Per::Address),
            (
                " 5  failures/1d  per  field( email ) ",
                5,
                86_400,
                true,
                Per::Field("email".to_owned()),
            ),
            ("1000000/s", 1_000_000, 1, false, Per::Everybody),
            ("1/2000ms", 1, 2, false, Per::Everybody),
        ];
        for (text, count, window, failures, per) in cases {
            let expected = Rate {
                count,
                window,
                failures,
                per,
            };
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_rate_is_refused_with_examples() {
        for text in [
            "",
            "10",
            "10 per min",
            "ten/min",
            "-1/min",
            "1.5/min",
            "10/",
            "10/week",
            "10/min caller",
            "5 wins/min",
            "5failures/min",
            "/min",
            "10/min per",
        ] {
            assert!(
                rate(text).unwrap_err().contains("is not a rate"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_number_that_cannot_be_counted_is_refused() {
        assert!(rate("0/min").unwrap_err().contains("at least 1"));
        assert!(rate("1000001/min").unwrap_err().contains("1000000"));
        assert!(
            rate("99999999999/min")
                .unwrap_err()
                .contains("too large for a rate")
        );
        assert!(rate("1/500ms").unwrap_err().contains("whole seconds"));
        assert!(rate("1/90000d").unwrap_err().contains("too long"));
        assert!(rate("1/0s").unwrap_err().contains("is not a rate"));
    }

    #[test]
    fn who_is_counted_is_one_of_three() {
        for text in [
            "1/min per ip",
            "1/min per caller per address",
            "1/min per Field(email)",
        ] {
            let sentence = rate(text).unwrap_err();
            assert!(sentence.contains("write `per caller`"), "{sentence}");
        }
        for text in [
            "1/min per field()",
            "1/min per field(a.b)",
            "1/min per field(a[0])",
            "1/min per field(a) per field(b)",
        ] {
            let sentence = rate(text).unwrap_err();
            assert!(
                sentence.contains("is not the name of a field"),
                "{sentence}"
            );
        }
    }
}
