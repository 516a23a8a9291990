//! Parsing that the attributes share: the values of options, and the text of a tag.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{
    Error, Expr, ExprLit, Ident, Lit, LitStr, Path, Result, Token, parenthesized, parse_quote,
    token,
};

/// Parses the options of an attribute, separated by commas. `read` parses the tokens after a name.
/// A name may occur once, unless it is `repeatable`.
pub(crate) fn options(
    input: ParseStream<'_>,
    repeatable: &[&str],
    mut read: impl FnMut(&Ident, &str) -> Result<()>,
) -> Result<()> {
    let mut given: Vec<String> = Vec::new();
    while !input.is_empty() {
        // The name may be a keyword, such as `crate`.
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if !repeatable.contains(&text.as_str()) && given.contains(&text) {
            return Err(Error::new(name.span(), format!("`{text}` is given twice")));
        }
        read(&name, &text)?;
        given.push(text);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// Parses `= "value"` after the name of an option.
pub(crate) fn value<T>(
    input: ParseStream<'_>,
    read: fn(&str) -> std::result::Result<T, String>,
) -> Result<(T, LitStr)> {
    input.parse::<Token![=]>()?;
    let literal: LitStr = input.parse()?;
    match read(&literal.value()) {
        Ok(value) => Ok((value, literal)),
        Err(text) => Err(Error::new(literal.span(), text)),
    }
}

/// The path of the library in the expansion, which an app may import under another name:
/// `crate = "path"`.
#[derive(Clone, Debug)]
pub(crate) struct Library(Path);

impl Default for Library {
    fn default() -> Self {
        Self(parse_quote!(::postback))
    }
}

/// Parses `= "path"`.
impl Parse for Library {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.parse::<Token![=]>()?;
        Ok(Self(input.parse::<LitStr>()?.parse()?))
    }
}

impl Library {
    /// Returns the path with this span, at which the compiler then reports errors.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let tokens = self.0.to_token_stream().into_iter();
        tokens
            .map(|mut token| {
                token.set_span(span);
                token
            })
            .collect()
    }
}

impl ToTokens for Library {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// Parses `(a, b)` after the name of an option.
pub(crate) fn list<T: Parse>(
    input: ParseStream<'_>,
    name: &Ident,
    example: &str,
) -> Result<Vec<T>> {
    if !input.peek(token::Paren) {
        let text = format!("`{name}` needs a list in parentheses, like `{example}`");
        return Err(Error::new(name.span(), text));
    }
    let content;
    parenthesized!(content in input);
    let items = content.parse_terminated(T::parse, Token![,])?;
    Ok(items.into_iter().collect())
}

/// Returns the expression as a string literal. An expression that passed through `macro_rules!` is
/// in a group without delimiters.
pub(crate) fn text(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) => Some(literal),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// The same limit as in `postback::Tag`.
const LONGEST_TAG: usize = 256;

/// # Errors
///
/// Returns an error if the text is not a valid tag.
pub(crate) fn fits(tag: &LitStr) -> Result<()> {
    let length = tag.value().len();
    if length == 0 {
        return Err(Error::new(
            tag.span(),
            "a tag must not be empty: write a name",
        ));
    }
    if length > LONGEST_TAG {
        let text = format!("a tag can have at most {LONGEST_TAG} bytes, and this one has {length}");
        return Err(Error::new(tag.span(), text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn a_tag_has_1_to_256_bytes() {
        let tag = |text: &str| LitStr::new(text, proc_macro2::Span::call_site());
        assert!(fits(&tag("problems")).is_ok());
        assert!(fits(&tag(&"é".repeat(128))).is_ok());
        let refusal = |text: &str| fits(&tag(text)).unwrap_err().to_string();
        assert!(refusal("").contains("must not be empty"));
        assert!(refusal(&"é".repeat(129)).contains("at most 256 bytes, and this one has 258"));
    }

    #[test]
    fn only_a_string_is_a_text() {
        assert!(text(&parse_quote!("problems")).is_some());
        assert!(text(&parse_quote!(PROBLEMS)).is_none());
        assert!(text(&parse_quote!(b"problems")).is_none());
    }
}
