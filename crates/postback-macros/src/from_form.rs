//! `#[derive(FromForm)]`: a struct is a form, a tuple struct with one field is its field, an enum
//! is a choice.
//!
//! Errors are collected, and everything that can be generated in spite of them is, so that one
//! mistake causes one error.

mod choice;
mod names;
mod newtype;
mod options;
mod rules;
mod structure;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use self::options::TypeOptions;

/// The errors so far.
#[derive(Default)]
struct Errors(Vec<syn::Error>);

impl Errors {
    fn push(&mut self, at: impl quote::ToTokens, sentence: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(at, sentence));
    }
}

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => {
            let mut errors = Errors::default();
            let mut out = derive(&input, &mut errors);
            out.extend(errors.0.iter().map(syn::Error::to_compile_error));
            out
        }
        Err(error) => error.to_compile_error(),
    }
}

fn derive(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let options = TypeOptions::read(&input.attrs, errors);
    if !input.generics.params.is_empty() {
        errors.push(
            &input.generics,
            "a form cannot have type parameters or lifetimes: use owned types, like `String`",
        );
        return TokenStream::new();
    }
    let body = match &input.data {
        Data::Enum(data) => choice::derive(input, data, errors),
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => structure::derive(input, fields, errors),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                newtype::derive(input, &fields.unnamed[0], errors)
            }
            Fields::Unnamed(fields) => {
                errors.push(fields, "a form needs named fields, and a tuple struct is one field of a form: it holds exactly one value");
                return TokenStream::new();
            }
            Fields::Unit => {
                errors.push(
                    &input.ident,
                    "a form needs at least one field: if the action has no form, remove its `Form` parameter",
                );
                return TokenStream::new();
            }
        },
        Data::Union(data) => {
            errors.push(data.union_token, "a union cannot be read from a form");
            return TokenStream::new();
        }
    };
    let library = options.library;
    quote! {
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            use #library::__private::form as __pb;
            #body
        };
    }
}

/// Returns the description of a field for scripts, and whether they may omit it.
fn typescript(ty: &TokenStream, may_be_absent: &TokenStream) -> Option<TokenStream> {
    cfg!(feature = "typescript").then(|| {
        quote! {
            const MAY_BE_ABSENT: bool = #may_be_absent;

            fn typescript() -> ::std::string::String {
                #ty
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the messages of the errors in a type.
    fn mistakes(input: &str) -> Vec<String> {
        let input: DeriveInput = syn::parse_str(input).unwrap();
        let mut errors = Errors::default();
        let out = derive(&input, &mut errors);
        syn::parse2::<syn::File>(out).expect("what is generated is Rust, also beside a mistake");
        errors.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_no_form_is_refused_with_a_sentence() {
        let cases = [
            (
                "struct A<T> { a: T }",
                "a form cannot have type parameters or lifetimes: use owned types, like `String`",
            ),
            (
                "struct A<'a> { a: &'a str }",
                "a form cannot have type parameters or lifetimes: use owned types, like `String`",
            ),
            (
                "struct A(i32, i32);",
                "a form needs named fields, and a tuple struct is one field of a form: it holds exactly one value",
            ),
            (
                "struct A;",
                "a form needs at least one field: if the action has no form, remove its `Form` parameter",
            ),
            ("union A { a: u8 }", "a union cannot be read from a form"),
            ("enum A {}", "a choice needs at least one variant"),
            (
                "enum A { B, C(i32) }",
                "a variant of a choice cannot hold data, because one control sends one value: remove the data",
            ),
        ];
        for (input, sentence) in cases {
            assert_eq!(mistakes(input), [sentence], "{input}");
        }
    }

    #[test]
    fn options_that_do_not_exist_are_named_with_those_that_do() {
        assert_eq!(
            mistakes("struct A { #[form(trimmed)] a: String, #[form(rename = 1)] b: String }"),
            [
                "unknown option `trimmed`; a field takes `trim`, `password`, `multiline` and `rename = \"..\"`, a file `max = \"2 MiB\"` and `accept = \"image/png\"`",
                "expected string literal",
            ]
        );
        assert_eq!(
            mistakes("enum A { #[form(trim)] B }"),
            ["unknown option `trim`; a variant takes `rename = \"..\"` and `label = \"..\"`"]
        );
        assert_eq!(
            mistakes("#[form(rename_all = \"x\")] struct A { a: u8 }"),
            ["unknown option `rename_all`; a form takes `crate = \"..\"`"]
        );
        assert_eq!(
            mistakes("struct A(#[form(rename = \"x\")] String);"),
            ["a tuple struct cannot be renamed: rename the field that holds it"]
        );
    }

    #[test]
    fn names_are_unique_and_possible() {
        assert_eq!(
            mistakes("struct A { a: u8, #[form(rename = \"a\")] b: u8 }"),
            ["two fields are sent as `a`: rename one of them"]
        );
        assert_eq!(
            mistakes("enum A { B, #[form(rename = \"b\")] C }"),
            ["two variants are sent as `b`: rename one of them"]
        );
        for name in ["", "a.b", "a[0]", "_action"] {
            let found = mistakes(&format!("struct A {{ #[form(rename = {name:?})] b: u8 }}"));
            assert_eq!(
                found,
                [format!(
                    "`{name}` cannot be the name of a field: a name contains no `.`, `[` or `]` and does not begin with `_`"
                )]
            );
        }
    }

    #[test]
    fn right_types_have_no_mistakes() {
        let inputs = [
            "struct A { r#type: String, #[form(trim, multiline)] #[garde(length(utf16, max = MAX), custom(check))] b: Option<Vec<u8>> }",
            "struct A {}",
            "#[garde(transparent)] struct A(#[form(password)] #[garde(length(chars, min = 1))] String);",
            "#[form(crate = \"crate::reexport\")] pub(crate) enum A { B, #[form(label = \"C!\")] C }",
        ];
        for input in inputs {
            assert_eq!(mistakes(input), [""; 0], "{input}");
        }
    }
}
