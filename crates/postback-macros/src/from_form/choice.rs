//! An enum of unit variants: one of several choices.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{DataEnum, DeriveInput, Fields};

use super::options::VariantOptions;
use super::{Errors, names};

pub(super) fn derive(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> TokenStream {
    let this = &input.ident;
    if data.variants.is_empty() {
        errors.push(this, "a choice needs at least one variant");
        return TokenStream::new();
    }
    let (mut idents, mut values, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(
                &variant.fields,
                "a variant of a choice cannot hold data, because one control sends one value: remove the data",
            );
            return TokenStream::new();
        }
        let options = VariantOptions::read(&variant.attrs, errors);
        let name = variant.ident.unraw().to_string();
        let value = options
            .rename
            .as_ref()
            .map_or_else(|| names::value(&name), syn::LitStr::value);
        if value.is_empty() {
            errors.push(
                &options.rename,
                "a choice cannot be sent as an empty value, which means that nothing was chosen: write another name",
            );
        }
        if values.contains(&value) {
            errors.push(
                variant,
                format_args!("two variants are sent as `{value}`: rename one of them"),
            );
        }
        labels.push(
            options
                .label
                .as_ref()
                .map_or_else(|| names::label(&name), syn::LitStr::value),
        );
        values.push(value);
        idents.push(&variant.ident);
    }
    let first = idents[0];
    let typescript = super::typescript(
        &quote!(__pb::typescript::choice(&[#(#values),*])),
        &quote!(false),
    );
    let positions = 0..idents.len();
    quote! {
        #[automatically_derived]
        impl __pb::FormField for #this {
            type View<'f> = __pb::Field<'f>;
            const SCALAR: bool = true;
            #typescript

            fn decode(input: __pb::Input<'_>, decoder: &mut __pb::Decoder, rules: &__pb::Rules) -> __pb::Read<Self> {
                __pb::decode_choice(input, decoder, rules)
            }

            fn stand_in() -> Self {
                Self::#first
            }

            fn write(&self, name: &str, out: &mut __pb::Pairs) {
                out.push((name.into(), __pb::Choice::value(self).into()));
            }

            fn view(slot: __pb::Slot<'_>) -> Self::View<'_> {
                __pb::view_choice::<Self>(slot)
            }
        }

        #[automatically_derived]
        impl __pb::Choice for #this {
            const CHOICES: &'static [(&'static str, &'static str)] = &[#((#values, #labels)),*];

            fn from_value(value: &str) -> ::core::option::Option<Self> {
                match value {
                    #(#values => ::core::option::Option::Some(Self::#idents),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn position(&self) -> usize {
                match self {
                    #(Self::#idents => #positions,)*
                }
            }
        }
    }
}
