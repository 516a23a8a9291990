//! From a regular expression of Rust to the `pattern` of an `<input>`.
//!
//! A browser anchors a pattern at both ends and reads it as JavaScript with the `v` flag
//! (<https://html.spec.whatwg.org/multipage/input.html#the-pattern-attribute>). Only what means the
//! same there is translated; for everything else there is no `pattern`, and the server alone judges.
//! Where the two differ in which Unicode characters they know (`\d`, `\w`, `\s`), the browser takes
//! any character outside ASCII: it may let through too much, never too little. That is sound because
//! nothing translated here negates what it contains.

use std::iter::Peekable;
use std::str::Chars;

const NOT_ASCII: &str = "\\u{80}-\\u{10FFFF}";

/// Letters and digits, and everything outside ASCII.
pub(super) const ALPHANUMERIC: &str = "[0-9A-Za-z\\u{80}-\\u{10FFFF}]*";
/// ASCII.
pub(super) const ASCII: &str = "[\\u{0}-\\u{7F}]*";

/// The pattern for an expression of the form `^..$`, if a browser surely reads it the same.
pub(super) fn html(rust: &str) -> Option<String> {
    let mut parser = Parser {
        rest: rust.strip_prefix('^')?.chars().peekable(),
        out: String::new(),
    };
    parser.branch()?;
    // At the end there is exactly the `$`. An alternation outside of any group would be anchored on one side only.
    let is_anchored = parser.rest.next() == Some('$') && parser.rest.next().is_none();
    is_anchored.then_some(parser.out)
}

struct Parser<'r> {
    rest: Peekable<Chars<'r>>,
    out: String,
}

impl Parser<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// Atoms up to `|`, `)` or `$`.
    fn branch(&mut self) -> Option<()> {
        while let Some(next) = self.rest.peek().copied() {
            if matches!(next, '|' | ')' | '$') {
                break;
            }
            self.rest.next();
            self.atom(next)?;
            self.quantifier()?;
        }
        Some(())
    }

    fn atom(&mut self, first: char) -> Option<()> {
        match first {
            '(' => self.group(),
            '[' => self.class(),
            '.' => {
                self.out.push_str("[^\\n]");
                Some(())
            }
            '\\' => {
                let escaped = self.rest.next()?;
                match unicode_class(escaped) {
                    Some(ascii) => {
                        self.out.push('[');
                        self.out.push_str(ascii);
                        self.out.push_str(NOT_ASCII);
                        self.out.push(']');
                    }
                    None => self.literal(literal_escape(escaped)?),
                }
                Some(())
            }
            '^' | '$' | '*' | '+' | '?' | '{' => None,
            plain => {
                self.literal(plain);
                Some(())
            }
        }
    }

    fn group(&mut self) -> Option<()> {
        if self.eat('?') && !self.eat(':') {
            return None;
        }
        self.out.push_str("(?:");
        self.branch()?;
        while self.eat('|') {
            self.out.push('|');
            self.branch()?;
        }
        self.out.push(')');
        self.eat(')').then_some(())
    }

    fn quantifier(&mut self) -> Option<()> {
        match self.rest.peek() {
            Some('*' | '+' | '?') => self.out.extend(self.rest.next()),
            Some('{') => {
                self.rest.next();
                let low = self.count()?;
                self.out.push('{');
                self.out.push_str(&low);
                if self.eat(',') {
                    self.out.push(',');
                    if self.rest.peek() != Some(&'}') {
                        let high = self.count()?;
                        if high.parse::<u32>().ok()? < low.parse().ok()? {
                            return None;
                        }
                        self.out.push_str(&high);
                    }
                }
                if !self.eat('}') {
                    return None;
                }
                self.out.push('}');
            }
            _ => return Some(()),
        }
        if self.eat('?') {
            self.out.push('?');
        }
        Some(())
    }

    fn count(&mut self) -> Option<String> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        (!digits.is_empty()).then_some(digits)
    }

    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        let is_negated = self.eat('^');
        if is_negated {
            self.out.push('^');
        }
        let mut is_first = true;
        loop {
            let low = match self.rest.next()? {
                ']' if !is_first => break,
                '\\' => {
                    let escaped = self.rest.next()?;
                    if let Some(ascii) = unicode_class(escaped) {
                        if is_negated {
                            return None;
                        }
                        self.out.push_str(ascii);
                        self.out.push_str(NOT_ASCII);
                        is_first = false;
                        continue;
                    }
                    literal_escape(escaped)?
                }
                // A dash that stands first or last is a dash.
                '-' if is_first || self.rest.peek() == Some(&']') => '-',
                // Rust nests classes and has set operations; `[[`, `&&`, `--` and `~~` stay on the server.
                '[' | ']' | '&' | '~' | '-' => return None,
                plain => plain,
            };
            is_first = false;
            self.class_literal(low);
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek() != Some(&']') {
                self.rest.next();
                let high = match self.rest.next()? {
                    '\\' => literal_escape(self.rest.next()?)?,
                    '[' | ']' | '&' | '~' | '-' => return None,
                    plain => plain,
                };
                if high < low {
                    return None;
                }
                self.out.push('-');
                self.class_literal(high);
            }
        }
        self.out.push(']');
        Some(())
    }

    fn literal(&mut self, literal: char) {
        if "^$\\.*+?()[]{}|/".contains(literal) {
            self.out.push('\\');
        }
        self.out.push(literal);
    }

    /// In a class the `v` flag reserves nearly all ASCII punctuation.
    fn class_literal(&mut self, literal: char) {
        if literal.is_ascii_punctuation() && !matches!(literal, '"' | '\'' | '_') {
            self.out.push('\\');
        }
        self.out.push(literal);
    }
}

/// The ASCII part of a class that Rust and JavaScript may fill differently.
fn unicode_class(escaped: char) -> Option<&'static str> {
    match escaped {
        'd' => Some("0-9"),
        'w' => Some("0-9A-Za-z_"),
        's' => Some("\\t-\\r "),
        _ => None,
    }
}

/// The character that an escape stands for. `\<` and `\>` are word boundaries in Rust.
fn literal_escape(escaped: char) -> Option<char> {
    match escaped {
        't' => Some('\t'),
        '<' | '>' => None,
        _ => escaped.is_ascii_punctuation().then_some(escaped),
    }
}

#[cfg(test)]
mod tests {
    use garde::rules::pattern::regex::Regex;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn everyday_patterns_are_translated() {
        let cases = [
            ("^[a-z0-9-]+$", "[a-z0-9\\-]+"),
            ("^[a-z]+(-[a-z]+)*$", "[a-z]+(?:-[a-z]+)*"),
            (r"^\d{5}$", r"[0-9\u{80}-\u{10FFFF}]{5}"),
            (r"^[\w.]+$", r"[0-9A-Za-z_\u{80}-\u{10FFFF}\.]+"),
            (r"^(?:ja|nein)$", "(?:ja|nein)"),
            (r"^a/b\.c$", r"a\/b\.c"),
            ("^[^@ ]+@.+$", r"[^\@ ]+@[^\n]+"),
            ("^$", ""),
        ];
        for (rust, js) in cases {
            assert_eq!(html(rust).as_deref(), Some(js), "{rust}");
        }
    }

    #[test]
    fn what_might_mean_something_else_is_left_to_the_server() {
        let refused = [
            "[a-z]+",
            "^[a-z]+",
            "[a-z]+$",
            "^a|b$",
            "^(?i)a$",
            "^(?P<n>a)$",
            r"^\bword\b$",
            r"^\p{L}+$",
            "^a**$",
            "^a{2}{3}$",
            "^a{,3}$",
            "^[[:alpha:]]$",
            "^[a-z&&[^b]]$",
            "^[a--b]$",
            r"^[^\d]$",
            r"^\x41$",
            "^[]a]$",
            "^[z-a]$",
            "^(a$",
            "^a)$",
            r"^a\",
            r"^\<a$",
            "^a^b$",
            "^a$b$",
            r"^a\$",
            "^{$",
        ];
        for rust in refused {
            assert_eq!(html(rust), None, "{rust}");
        }
    }

    proptest! {
        // The translation of these is an expression for Rust as well, so Rust can tell what it takes.
        #[test]
        fn what_the_server_takes_the_pattern_takes(
            body in prop::collection::vec("(a|[b-d]|\\[a-c-\\]|\\[\\^b\\]|\\.|\\\\d|\\\\w|\\\\\\.|-|\\(a\\|b\\+\\)|\\(\\?:-\\[ab\\]\\))(|\\*|\\+|\\?|\\{1,3\\}|\\{2\\}|\\+\\?)", 1..5),
            text in "[abcd.5\u{665}\u{e9}-]{0,6}",
        ) {
            let rust = format!("^{}$", body.concat());
            let js = html(&rust);
            prop_assert!(js.is_some(), "{}", rust);
            let js = Regex::new(&format!("^(?:{})$", js.unwrap())).unwrap();
            if Regex::new(&rust).unwrap().is_match(&text) {
                prop_assert!(js.is_match(&text), "{} refuses {}, {} takes it", js, text, rust);
            }
        }

        #[test]
        fn any_expression_is_translated_or_refused(rust in "\\PC{0,20}") {
            let _ = html(&rust);
            let _ = html(&format!("^{rust}$"));
        }
    }
}
