//! Paths among the tokens of a macro call, which has no fixed syntax.

use proc_macro2::{TokenStream, TokenTree};

/// Collects every `a::b::c` and every single name.
pub(super) fn in_tokens(tokens: TokenStream, all: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    // The number of colons after the last name; a preceding dot makes it a field or a method.
    let (mut colons, mut is_member) = (0, false);
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    all.extend(Some(std::mem::take(&mut path)).filter(|path| !path.is_empty()));
                }
                if !is_member {
                    path.push(ident.to_string());
                }
                (colons, is_member) = (0, false);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
            other => {
                all.extend(Some(std::mem::take(&mut path)).filter(|path| !path.is_empty()));
                colons = 0;
                is_member = false;
                match other {
                    TokenTree::Group(group) => in_tokens(group.stream(), all),
                    TokenTree::Punct(punct) => is_member = punct.as_char() == '.',
                    _ => {}
                }
            }
        }
    }
    all.extend(Some(path).filter(|path| !path.is_empty()));
}
