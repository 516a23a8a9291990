//! The bounds of `length(..)` and `range(..)`, as method calls on `Rules`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprPath, ExprUnary, Lit, LitFloat, MetaNameValue, Token, UnOp};

use super::FieldRules;

impl FieldRules {
    pub(super) fn length(&mut self, name: &Ident, arguments: TokenStream) -> TokenStream {
        let mut has_unit = false;
        let mut is_utf16 = false;
        let (mut min, mut max) = (None, None);
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let argument = input.call(Ident::parse_any)?;
                if input.peek(Token![=]) {
                    input.parse::<Token![=]>()?;
                    let value = constant(&input.parse()?, &|number| quote!(#number));
                    match argument.to_string().as_str() {
                        "min" => min = value,
                        "max" => max = value,
                        _ => (min, max) = (value.clone(), value),
                    }
                } else {
                    has_unit |= argument != "simple";
                    is_utf16 |= argument == "utf16";
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if read.parse2(arguments).is_err() {
            return TokenStream::new();
        }
        if !has_unit {
            self.unitless.push(name.span());
        }
        let filled = min.iter().map(|min| quote!(.length_min(#min)));
        let min = min
            .iter()
            .filter(|_| is_utf16)
            .map(|min| quote!(.utf16_min(#min)));
        let utf16_max = max
            .iter()
            .filter(|_| is_utf16)
            .map(|max| quote!(.utf16_max(#max)));
        // For a list, the rule counts the items.
        let most = max
            .iter()
            .filter(|_| !has_unit)
            .map(|max| quote!(.length_max(#max)));
        quote!(#(#filled)* #(#min)* #(#most)* #(#utf16_max)*)
    }
}

pub(super) fn range(arguments: TokenStream) -> TokenStream {
    let mut calls = TokenStream::new();
    let read = |input: ParseStream<'_>| {
        for pair in Punctuated::<MetaNameValue, Token![,]>::parse_terminated(input)? {
            let Some(value) = constant(&pair.value, &float) else {
                continue;
            };
            if pair.path.is_ident("min") || pair.path.is_ident("equal") {
                calls.extend(quote!(.min(#value)));
            }
            if pair.path.is_ident("max") || pair.path.is_ident("equal") {
                calls.extend(quote!(.max(#value)));
            }
        }
        Ok(())
    };
    match read.parse2(arguments) {
        Ok(()) => calls,
        Err(_) => TokenStream::new(),
    }
}

/// Returns a number of any type as an `f64`. A plain literal is converted directly, because it
/// might not fit an `i32`.
fn float(number: &Expr) -> TokenStream {
    if let Expr::Lit(ExprLit {
        lit: Lit::Int(int), ..
    }) = number
        && int.suffix().is_empty()
    {
        let float = LitFloat::new(&format!("{}f64", int.base10_digits()), int.span());
        return quote!(#float);
    }
    quote!((#number) as f64)
}

/// Returns the expression if it is certainly constant: a number, or a path in capitals.
fn constant(expression: &Expr, number: &dyn Fn(&Expr) -> TokenStream) -> Option<TokenStream> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Float(_),
            ..
        }) => Some(number(expression)),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => constant(expr, number).map(|inner| quote!(-(#inner))),
        Expr::Paren(paren) => constant(&paren.expr, number),
        Expr::Group(group) => constant(&group.expr, number),
        Expr::Path(ExprPath {
            qself: None, path, ..
        }) => {
            let has_no_self = path
                .segments
                .first()
                .is_some_and(|first| first.ident != "Self" && first.ident != "self");
            let is_capital = path
                .segments
                .last()
                .is_some_and(|last| !last.ident.to_string().chars().any(char::is_lowercase));
            (has_no_self && is_capital).then(|| number(expression))
        }
        _ => None,
    }
}
