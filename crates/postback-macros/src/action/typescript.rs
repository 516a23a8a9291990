//! `#[action(typescript)]`: the description of an action for scripts.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, FnArg, Lit, Meta, Pat};

use super::options::Options;
use super::signature::{Parameter, Signature};
use crate::function::Function;

/// Returns the constant that describes the action, if it is exported.
pub(super) fn constant(
    function: &Function,
    options: &Options,
    signature: &Signature,
) -> Option<TokenStream> {
    if !options.typescript {
        return None;
    }
    let library = &options.library;
    let docs = docs(&function.attributes);
    let inputs = function.signature.inputs.iter();
    let arguments = signature.parameters.iter().zip(inputs).enumerate();
    let arguments = arguments.filter_map(|(index, (parameter, input))| match parameter {
        Parameter::Argument(ty) => {
            let name = name(input).unwrap_or_else(|| format!("argument_{index}"));
            Some(quote_spanned! { ty.span() => .argument::<#ty>(#name) })
        }
        _ => None,
    });
    let form = signature
        .parameters
        .iter()
        .find_map(|parameter| match parameter {
            Parameter::Form { inner, .. } => {
                Some(quote_spanned! { inner.span() => .form::<#inner>() })
            }
            _ => None,
        });
    let output = &signature.output;
    let value = quote_spanned! { output.span() => .value::<#output>() };
    Some(quote! {
        const TYPESCRIPT: ::core::option::Option<#library::__private::Describe> =
            ::core::option::Option::Some(|described| { described #(.docs(#docs))* #(#arguments)* #form #value; });
    })
}

/// Returns the lines of the doc comment.
fn docs(attributes: &[Attribute]) -> Vec<String> {
    let texts = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        });
    let lines = |text: String| {
        text.split('\n')
            .map(|line| line.trim().to_owned())
            .collect()
    };
    texts
        .flat_map(|text| -> Vec<String> { lines(text) })
        .collect()
}

/// Returns the name that the parameter binds: `id` of `Arg(id): Arg<u64>`.
fn name(input: &FnArg) -> Option<String> {
    let FnArg::Typed(input) = input else {
        return None;
    };
    let pattern = match &*input.pat {
        Pat::TupleStruct(pattern) if pattern.elems.len() == 1 => &pattern.elems[0],
        pattern => pattern,
    };
    match pattern {
        Pat::Ident(pattern) => {
            let name = pattern.ident.unraw().to_string();
            Some(name.trim_start_matches('_').to_owned()).filter(|name| !name.is_empty())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn a_parameter_is_called_what_it_binds() {
        for (input, expected) in [
            (parse_quote!(Arg(id): Arg<u64>), Some("id")),
            (parse_quote!(Arg(_id): Arg<u64>), Some("id")),
            (
                parse_quote!(postback::Arg(mut r#type): Arg<u64>),
                Some("type"),
            ),
            (parse_quote!(row: Arg<u64>), Some("row")),
            (parse_quote!(Arg(_): Arg<u64>), None),
            (parse_quote!(Arg((a, b)): Arg<(u64, u64)>), None),
        ] {
            assert_eq!(name(&input).as_deref(), expected);
        }
    }

    #[test]
    fn every_line_of_a_doc_comment_counts() {
        let function: syn::ItemFn = parse_quote! {
            /// Solved.
            ///
            /// Or not.
            #[doc = " More.\n Even more."]
            fn solve() {}
        };
        assert_eq!(
            docs(&function.attrs),
            ["Solved.", "", "Or not.", "More.", "Even more."]
        );
    }
}
