//! Translation of Rust's regular expressions into the `pattern` attribute.
//!
//! A browser anchors a pattern at both ends and compiles it as JavaScript with the `v` flag
//! (<https://html.spec.whatwg.org/multipage/input.html#the-pattern-attribute>). Only expressions
//! that mean the same in both languages are translated; otherwise there is no `pattern` and only
//! the server checks. The parser is that of `regex` itself. The Unicode classes `\d`, `\w` and `\s`
//! differ between the two, so the translation accepts any character outside ASCII for them: the
//! browser may accept too much, never too little. That is sound because the translation never
//! negates such a class.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, GroupKind, Literal,
    LiteralKind, RepetitionKind, RepetitionRange, SpecialLiteralKind,
};

const NOT_ASCII: &str = "\\u{80}-\\u{10FFFF}";

/// Letters, digits, and every character outside ASCII.
pub(super) const ALPHANUMERIC: &str = "[0-9A-Za-z\\u{80}-\\u{10FFFF}]*";
/// ASCII characters.
pub(super) const ASCII: &str = "[\\u{0}-\\u{7F}]*";

/// Translates an expression of the form `^..$`, or returns `None` if a browser might read it
/// differently.
pub(super) fn html(rust: &str) -> Option<String> {
    // In a top-level alternation each anchor would belong to one branch only; it does not parse as
    // a `Concat`.
    let whole = Parser::new().parse(rust).ok()?;
    let Ast::Concat(whole) = &whole else {
        return None;
    };
    let [Ast::Assertion(start), body @ .., Ast::Assertion(end)] = whole.asts.as_slice() else {
        return None;
    };
    if start.kind != AssertionKind::StartLine || end.kind != AssertionKind::EndLine {
        return None;
    }
    let mut out = String::with_capacity(rust.len());
    body.iter().try_for_each(|part| write(part, &mut out))?;
    Some(out)
}

fn write(ast: &Ast, out: &mut String) -> Option<()> {
    match ast {
        Ast::Empty(_) => {}
        Ast::Literal(literal) => {
            let letter = meant(literal)?;
            if "^$\\.*+?()[]{}|/".contains(letter) {
                out.push('\\');
            }
            out.push(letter);
        }
        Ast::Dot(_) => out.push_str("[^\\n]"),
        Ast::ClassPerl(class) => {
            out.push('[');
            write_perl(class, out)?;
            out.push(']');
        }
        Ast::ClassBracketed(class) => {
            let ClassSet::Item(item) = &class.kind else {
                return None;
            };
            out.push_str(if class.negated { "[^" } else { "[" });
            write_item(item, class.negated, out)?;
            out.push(']');
        }
        Ast::Repetition(repeated) => {
            // JavaScript does not allow a quantifier after a quantifier.
            if matches!(*repeated.ast, Ast::Repetition(_)) {
                return None;
            }
            write(&repeated.ast, out)?;
            out.push_str(&quantifier(&repeated.op.kind));
            if !repeated.greedy {
                out.push('?');
            }
        }
        Ast::Group(group) => {
            match &group.kind {
                GroupKind::CaptureIndex(_) => {}
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => {}
                GroupKind::NonCapturing(_) | GroupKind::CaptureName { .. } => return None,
            }
            out.push_str("(?:");
            write(&group.ast, out)?;
            out.push(')');
        }
        Ast::Alternation(branches) => {
            for (at, branch) in branches.asts.iter().enumerate() {
                if at > 0 {
                    out.push('|');
                }
                write(branch, out)?;
            }
        }
        Ast::Concat(parts) => parts.asts.iter().try_for_each(|part| write(part, out))?,
        Ast::Assertion(_) | Ast::ClassUnicode(_) | Ast::Flags(_) => return None,
    }
    Some(())
}

fn quantifier(kind: &RepetitionKind) -> String {
    match kind {
        RepetitionKind::ZeroOrOne => "?".to_owned(),
        RepetitionKind::ZeroOrMore => "*".to_owned(),
        RepetitionKind::OneOrMore => "+".to_owned(),
        RepetitionKind::Range(RepetitionRange::Exactly(count)) => format!("{{{count}}}"),
        RepetitionKind::Range(RepetitionRange::AtLeast(low)) => format!("{{{low},}}"),
        RepetitionKind::Range(RepetitionRange::Bounded(low, high)) => format!("{{{low},{high}}}"),
    }
}

fn write_item(item: &ClassSetItem, is_negated: bool, out: &mut String) -> Option<()> {
    match item {
        ClassSetItem::Empty(_) => Some(()),
        ClassSetItem::Literal(literal) => write_class_literal(literal, out),
        ClassSetItem::Range(range) => {
            write_class_literal(&range.start, out)?;
            out.push('-');
            write_class_literal(&range.end, out)
        }
        ClassSetItem::Perl(class) if !is_negated => write_perl(class, out),
        ClassSetItem::Union(union) => {
            let mut items = union.items.iter();
            items.try_for_each(|item| write_item(item, is_negated, out))
        }
        ClassSetItem::Perl(_)
        | ClassSetItem::Ascii(_)
        | ClassSetItem::Unicode(_)
        | ClassSetItem::Bracketed(_) => None,
    }
}

/// Inside a class the `v` flag reserves most ASCII punctuation.
fn write_class_literal(literal: &Literal, out: &mut String) -> Option<()> {
    let letter = meant(literal)?;
    // Characters of nested classes and set operations are not translated.
    if literal.kind == LiteralKind::Verbatim && matches!(letter, '[' | ']' | '&' | '~') {
        return None;
    }
    if letter.is_ascii_punctuation() && !matches!(letter, '"' | '\'' | '_') {
        out.push('\\');
    }
    out.push(letter);
    Some(())
}

/// Writes the ASCII members of a class on which Rust and JavaScript may disagree, and all
/// characters outside ASCII.
fn write_perl(class: &ClassPerl, out: &mut String) -> Option<()> {
    if class.negated {
        return None;
    }
    out.push_str(match class.kind {
        ClassPerlKind::Digit => "0-9",
        ClassPerlKind::Word => "0-9A-Za-z_",
        ClassPerlKind::Space => "\\t-\\r ",
    });
    out.push_str(NOT_ASCII);
    Some(())
}

/// Returns the character of a literal that is written verbatim, after a backslash or as `\t`.
fn meant(literal: &Literal) -> Option<char> {
    let is_plain = matches!(
        literal.kind,
        LiteralKind::Verbatim
            | LiteralKind::Meta
            | LiteralKind::Superfluous
            | LiteralKind::Special(SpecialLiteralKind::Tab)
    );
    is_plain.then_some(literal.c)
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
            // These dashes do not form a range.
            ("^[--d]$", r"[\-\-d]"),
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
        // The translation is a valid Rust expression, too, so Rust can tell which texts it matches.
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
