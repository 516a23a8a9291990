//! A tuple struct with one field: it is read, written and shown as that field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, DeriveInput, Field};

use super::Errors;
use super::options::FieldOptions;
use super::rules::FieldRules;
use super::structure::{as_field, unchecked};

fn is_transparent(attr: &Attribute) -> bool {
    attr.path().is_ident("garde")
        && attr
            .parse_args::<syn::Path>()
            .is_ok_and(|path| path.is_ident("transparent"))
}

pub(super) fn derive(input: &DeriveInput, field: &Field, errors: &mut Errors) -> TokenStream {
    let (this, ty) = (&input.ident, &field.ty);
    let options = FieldOptions::read(&field.attrs, errors);
    if let Some(name) = &options.rename {
        errors.push(
            name,
            "a tuple struct cannot be renamed: rename the field that holds it",
        );
    }
    let rules = FieldRules::read(&field.attrs);
    let is_ruled = rules.is_present || input.attrs.iter().any(|attr| attr.path().is_ident("garde"));
    // Without `transparent`, garde numbers the only field as 0.
    let index = (!input.attrs.iter().any(is_transparent)).then(|| quote!(steps.item();));
    let (constant, warnings) = (rules.constant(&options), rules.warnings(ty));
    let as_field = as_field(ty);
    let unchecked = (!rules.is_decided()).then(|| unchecked(ty));
    let typescript = super::typescript(
        &quote!(#as_field::typescript()),
        &quote!(#as_field::MAY_BE_ABSENT),
    );
    quote! {
        const RULES: __pb::Rules = #constant;
        #warnings
        #unchecked

        #[automatically_derived]
        impl __pb::FormField for #this {
            type View<'f> = #as_field::View<'f>;
            const SCALAR: bool = #as_field::SCALAR;
            const REPEATS: bool = #as_field::REPEATS;
            const RULED: bool = #is_ruled;
            const MULTIPART: bool = #as_field::MULTIPART;
            const NEEDS_MAX: bool = #as_field::NEEDS_MAX && !RULES.has_file_max();
            #typescript

            fn decode(input: __pb::Input<'_>, decoder: &mut __pb::Decoder, rules: &__pb::Rules) -> __pb::Read<Self> {
                #as_field::decode(input, decoder, &rules.inside(RULES)).map(Self)
            }

            fn stand_in() -> Self {
                Self(#as_field::stand_in())
            }

            fn write(&self, name: &str, out: &mut __pb::Pairs) {
                #as_field::write(&self.0, name, out);
            }

            fn write_item(&self, name: &str, out: &mut __pb::Pairs) {
                #as_field::write_item(&self.0, name, out);
            }

            fn view(slot: __pb::Slot<'_>) -> Self::View<'_> {
                #as_field::view(slot.transparent(RULES))
            }

            fn check(&self, path: &str, rules: &__pb::Rules, errors: &mut ::std::vec::Vec<__pb::FieldError>) {
                #as_field::check(&self.0, path, &rules.inside(RULES), errors);
            }

            fn locate(steps: &mut __pb::Steps<'_>, place: &mut __pb::Place) {
                #index
                #as_field::locate(steps, place);
            }

            fn is_secret(path: &[__pb::Segment<'_>], rules: &__pb::Rules) -> bool {
                #as_field::is_secret(path, &rules.inside(RULES))
            }

            fn file(path: &[__pb::Segment<'_>], rules: &__pb::Rules) -> ::core::option::Option<__pb::FileRules> {
                #as_field::file(path, &rules.inside(RULES))
            }

            fn file_bytes(rules: &__pb::Rules) -> u64 {
                #as_field::file_bytes(&rules.inside(RULES))
            }
        }
    }
}
