//! The macros of `postback`. Their documentation is where they are re-exported: in `postback` itself.

mod from_form;

/// Reads a form into the type, and writes the type into a form: see the trait `postback::FromForm`.
#[proc_macro_derive(FromForm, attributes(form, garde))]
pub fn derive_from_form(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    from_form::expand(item.into()).into()
}
