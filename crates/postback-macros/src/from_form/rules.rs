//! The `#[garde(..)]` attributes for which HTML has a counterpart.
//!
//! The attributes belong to garde's own derive, which also reports mistakes in them, so anything
//! unknown is ignored here. Only constants can be written into HTML, so a computed bound becomes no
//! constraint.

mod bounds;
#[cfg(test)]
mod tests;
mod warning;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, LitStr, Token, token};

use self::bounds::range;
use super::options::FieldOptions;

/// The rules of one field.
#[derive(Default)]
pub(super) struct FieldRules {
    /// Whether there is a `#[garde(..)]` attribute.
    pub(super) is_present: bool,
    skip: bool,
    dive: bool,
    /// The spans of `length(..)` without a unit, which counts bytes for a `String`.
    unitless: Vec<Span>,
    /// Method calls on `Rules::NONE`.
    calls: TokenStream,
    inner: Option<Box<FieldRules>>,
}

impl FieldRules {
    pub(super) fn read(attrs: &[Attribute]) -> Self {
        let mut rules = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("garde")) {
            rules.is_present = true;
            let _ = attr.parse_args_with(|input: ParseStream<'_>| rules.read_list(input));
        }
        rules
    }

    /// Returns whether garde dives into the type, or is told not to.
    pub(super) fn is_decided(&self) -> bool {
        self.dive || self.skip
    }

    fn read_list(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            let name = input.call(Ident::parse_any)?;
            let mut arguments = TokenStream::new();
            if input.peek(token::Paren) {
                let content;
                syn::parenthesized!(content in input);
                arguments = content.parse()?;
            }
            self.read_rule(&name, arguments);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn read_rule(&mut self, name: &Ident, arguments: TokenStream) {
        let call = match name.to_string().as_str() {
            "skip" => {
                self.skip = true;
                return;
            }
            "dive" => {
                self.dive = true;
                quote!(.dive())
            }
            "required" => quote!(.required()),
            "email" => quote!(.email()),
            "url" => quote!(.url()),
            "ascii" => quote!(.ascii()),
            "alphanumeric" => quote!(.alphanumeric()),
            "length" => self.length(name, arguments),
            "range" => range(arguments),
            "pattern" => match syn::parse2::<LitStr>(arguments) {
                Ok(pattern) => quote!(.pattern(#pattern)),
                Err(_) => return,
            },
            "inner" => {
                let mut inner = Self::default();
                let _ = (|input: ParseStream<'_>| inner.read_list(input)).parse2(arguments);
                self.inner = Some(Box::new(inner));
                return;
            }
            // HTML has no counterpart of `if`, `custom`, `matches`, `adapt` and the others.
            _ => return,
        };
        self.calls.extend(call);
    }

    /// Returns the constant for a field with these rules and options.
    pub(super) fn constant(&self, options: &FieldOptions) -> TokenStream {
        let trim = options.trim.then(|| quote!(.trim()));
        let secret = options.password.then(|| quote!(.secret()));
        let multiline = options.multiline.then(|| quote!(.multiline()));
        let max = options.max.map(|max| quote!(.file_max(#max)));
        let accept = (!options.accept.is_empty()).then(|| {
            let types = &options.accept;
            quote!(.accept(&[#(#types),*]))
        });
        let rules = self.expression();
        quote!(#rules #trim #secret #multiline #max #accept)
    }

    fn expression(&self) -> TokenStream {
        let calls = &self.calls;
        let inner = self.inner.as_ref().map(|inner| {
            let inner = inner.expression();
            quote!(.inner({ const INNER: __pb::Rules = #inner; &INNER }))
        });
        quote!(__pb::Rules::NONE #calls #inner)
    }
}
