//! `#[derive(Island)]`: a struct is the props of the component of its name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Data, DataStruct, DeriveInput, Error, Fields, Result};

use crate::attribute::Library;

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let derived = syn::parse2(input).and_then(|input| derive(&input));
    derived.unwrap_or_else(|error| error.to_compile_error())
}

fn derive(input: &DeriveInput) -> Result<TokenStream> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "an island has no type parameters and no lifetimes: scripts are told the types of its fields",
        ));
    }
    let Data::Struct(DataStruct {
        fields: Fields::Named(_),
        ..
    }) = &input.data
    else {
        return Err(Error::new_spanned(
            &input.ident,
            "an island is a struct with named fields: they are the props of its component",
        ));
    };
    let library = library(input)?;
    let this = &input.ident;
    let name = this.unraw().to_string();
    Ok(quote! {
        #[automatically_derived]
        impl #library::Island for #this {
            const NAME: &'static str = #name;
        }
    })
}

fn library(input: &DeriveInput) -> Result<Library> {
    let mut library = Library::default();
    let own = input
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("island"));
    for attr in own {
        attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                library = meta.input.parse()?;
                return Ok(());
            }
            Err(meta.error("unknown option; an island takes `crate = \"..\"`"))
        })?;
    }
    Ok(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(item: TokenStream) -> String {
        expand(item).to_string()
    }

    #[test]
    fn an_island_is_called_as_its_struct() {
        let written = derived(quote! { struct ProblemList { problems: Vec<Problem> } });
        assert!(
            written.contains("impl :: postback :: Island for ProblemList"),
            "{written}"
        );
        assert!(written.contains("= \"ProblemList\""), "{written}");
        let elsewhere = derived(quote! { #[island(crate = "shop::web")] struct Cart { id: u32 } });
        assert!(
            elsewhere.contains("impl shop :: web :: Island for Cart"),
            "{elsewhere}"
        );
    }

    #[test]
    fn what_has_no_props_is_refused_with_a_sentence() {
        for (item, sentence) in [
            (quote! { struct A; }, "a struct with named fields"),
            (quote! { struct A(u32); }, "a struct with named fields"),
            (quote! { enum A { B } }, "a struct with named fields"),
            (quote! { struct A<T> { t: T } }, "no type parameters"),
            (quote! { struct A<'a> { t: &'a str } }, "no lifetimes"),
            (
                quote! { #[island(name = "B")] struct A {} },
                "an island takes",
            ),
        ] {
            assert!(derived(item).contains(sentence), "{sentence}");
        }
    }
}
