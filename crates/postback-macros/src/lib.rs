//! The macros of `postback`, which are documented where `postback` re-exports them.

mod action;
mod attribute;
mod cached;
mod from_form;
mod function;
#[cfg(feature = "typescript")]
mod island;
mod types;
mod units;

use proc_macro::TokenStream;

#[allow(
    missing_docs,
    reason = "documented at the re-export, where the links resolve"
)]
#[proc_macro_attribute]
pub fn action(options: TokenStream, item: TokenStream) -> TokenStream {
    action::expand(options.into(), item.into()).into()
}

#[allow(
    missing_docs,
    reason = "documented at the re-export, where the links resolve"
)]
#[proc_macro_attribute]
pub fn cached(options: TokenStream, item: TokenStream) -> TokenStream {
    cached::expand(options.into(), item.into()).into()
}

#[allow(
    missing_docs,
    reason = "documented at the trait of the same name, where the links resolve"
)]
#[proc_macro_derive(FromForm, attributes(form, garde))]
pub fn derive_from_form(item: TokenStream) -> TokenStream {
    from_form::expand(item.into()).into()
}

#[cfg(feature = "typescript")]
#[allow(
    missing_docs,
    reason = "documented at the trait of the same name, where the links resolve"
)]
#[proc_macro_derive(Island, attributes(island))]
pub fn derive_island(item: TokenStream) -> TokenStream {
    island::expand(item.into()).into()
}
