//! A struct with named fields: a form, or a part of one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, DeriveInput, FieldsNamed, Ident, LitStr, Type};

use super::Errors;
use super::options::FieldOptions;
use super::rules::FieldRules;

struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    docs: Vec<&'a Attribute>,
    /// The name in the form.
    name: LitStr,
    /// The name in garde's paths.
    rust_name: String,
    rules: FieldRules,
    options: FieldOptions,
    constant: Ident,
    /// The type as a form field. All tokens have the span of the type, so that the compiler reports
    /// once, and there, that it is not one.
    form_type: TokenStream,
}

impl<'a> Field<'a> {
    fn new(at: usize, field: &'a syn::Field, ident: &'a Ident, errors: &mut Errors) -> Self {
        let options = FieldOptions::read(&field.attrs, errors);
        let name = options
            .rename
            .clone()
            .unwrap_or_else(|| LitStr::new(&ident.unraw().to_string(), ident.span()));
        let text = name.value();
        if text.is_empty() || text.starts_with('_') || text.contains(['.', '[', ']']) {
            errors.push(&name, format_args!("`{text}` cannot be the name of a field: a name contains no `.`, `[` or `]` and does not begin with `_`"));
        }
        Self {
            ident,
            ty: &field.ty,
            docs: field
                .attrs
                .iter()
                .filter(|attr| attr.path().is_ident("doc"))
                .collect(),
            name,
            rust_name: ident.to_string(),
            rules: FieldRules::read(&field.attrs),
            options,
            constant: format_ident!("RULES_{at}"),
            form_type: as_field(&field.ty),
        }
    }
}

pub(super) fn as_field(ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as __pb::FormField>)
}

pub(super) fn derive(
    input: &DeriveInput,
    fields: &FieldsNamed,
    errors: &mut Errors,
) -> TokenStream {
    let fields: Vec<Field<'_>> = fields
        .named
        .iter()
        .enumerate()
        .filter_map(|(at, field)| Some(Field::new(at, field, field.ident.as_ref()?, errors)))
        .collect();
    for (at, field) in fields.iter().enumerate() {
        if fields[..at]
            .iter()
            .any(|before| before.name.value() == field.name.value())
        {
            errors.push(
                &field.name,
                format_args!(
                    "two fields are sent as `{}`: rename one of them",
                    field.name.value()
                ),
            );
        }
    }
    let is_ruled = input.attrs.iter().any(|attr| attr.path().is_ident("garde"))
        || fields.iter().any(|field| field.rules.is_present);
    let view = view(input, &fields);
    let field_impl = field_impl(input, &fields, is_ruled);
    let form_impl = form_impl(input, &fields, is_ruled);
    let constants = fields.iter().map(|field| {
        let (name, rules) = (&field.constant, field.rules.constant(&field.options));
        let warnings = field.rules.warnings(field.ty);
        let unchecked = (!field.rules.is_decided()).then(|| unchecked(field.ty));
        let file = file(field.ty, name);
        quote!(const #name: __pb::Rules = #rules; #warnings #unchecked #file)
    });
    quote!(#(#constants)* #view #field_impl #form_impl)
}

/// Returns an assertion that fails if nothing would check the rules of the type.
pub(super) fn unchecked(ty: &Type) -> TokenStream {
    quote_spanned! {ty.span()=>
        const _: () = assert!(
            !<#ty as __pb::FormField>::RULED,
            "the `#[garde(..)]` rules in the type of this field are not checked: write `#[garde(dive)]` on the field, or `#[garde(skip)]` to ignore them"
        );
    }
}

/// Returns an assertion about the options of files, because only the type knows whether the field
/// is a file.
pub(super) fn file(ty: &Type, rules: &Ident) -> TokenStream {
    quote_spanned! {ty.span()=>
        const _: () = assert!(
            !<#ty as __pb::FormField>::NEEDS_MAX || #rules.has_file_max(),
            "an `Upload` needs a size limit: write `#[form(max = \"2 MiB\")]` on this field"
        );
        const _: () = assert!(
            <#ty as __pb::FormField>::NEEDS_MAX || !#rules.is_of_a_file(),
            "`max` and `accept` are for `Upload` fields: to limit the length of a text, write `#[garde(length(utf16, max = ..))]`"
        );
    }
}

fn view_name(input: &DeriveInput) -> Ident {
    format_ident!("{}Fields", input.ident.unraw(), span = input.ident.span())
}

/// Returns the struct of views. It derives nothing, because each derive would repeat an error in a
/// field.
fn view(input: &DeriveInput, fields: &[Field<'_>]) -> TokenStream {
    let (vis, name) = (&input.vis, view_name(input));
    let views = fields.iter().map(
        |Field {
             ident,
             form_type,
             docs,
             ..
         }| { quote!(#(#docs)* #vis #ident: #form_type::View<'f>,) },
    );
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs, missing_debug_implementations, dead_code, unreachable_pub, private_interfaces)]
        #vis struct #name<'f> {
            #(#views)*
            __form: ::core::marker::PhantomData<&'f ()>,
        }
    }
}

fn field_impl(input: &DeriveInput, fields: &[Field<'_>], is_ruled: bool) -> TokenStream {
    let (this, view) = (&input.ident, view_name(input));
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.form_type).collect();
    let locals: Vec<_> = (0..fields.len())
        .map(|at| format_ident!("field_{at}"))
        .collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let rust_names: Vec<_> = fields.iter().map(|field| &field.rust_name).collect();
    let rules: Vec<_> = fields.iter().map(|field| &field.constant).collect();
    let typescript = super::typescript(
        &quote!(__pb::typescript::object(&[#((#names, #types::MAY_BE_ABSENT, #types::typescript())),*])),
        &quote!(true #(&& #types::MAY_BE_ABSENT)*),
    );
    quote! {
        #[automatically_derived]
        #[allow(unused_variables)]
        impl __pb::FormField for #this {
            type View<'f> = #view<'f>;
            const SCALAR: bool = false;
            const RULED: bool = #is_ruled;
            const MULTIPART: bool = false #(|| #types::MULTIPART)*;
            #typescript

            fn decode(input: __pb::Input<'_>, decoder: &mut __pb::Decoder, rules: &__pb::Rules) -> __pb::Read<Self> {
                let mut is_whole = true;
                #(
                    let at = decoder.enter(#names);
                    let #locals = #types::decode(input.field(#names), decoder, &rules.inside(#rules)).part_of(&mut is_whole);
                    decoder.leave(at);
                )*
                __pb::Read::of_parts(Self { #(#idents: #locals,)* }, is_whole)
            }

            fn stand_in() -> Self {
                Self { #(#idents: #types::stand_in(),)* }
            }

            fn write(&self, name: &str, out: &mut __pb::Pairs) {
                #(#types::write(&self.#idents, &__pb::join(name, #names), out);)*
            }

            fn view(slot: __pb::Slot<'_>) -> #view<'_> {
                #view {
                    #(#idents: #types::view(slot.field(#names, #rules)),)*
                    __form: ::core::marker::PhantomData,
                }
            }

            fn check(&self, path: &str, rules: &__pb::Rules, errors: &mut ::std::vec::Vec<__pb::FieldError>) {
                #(#types::check(&self.#idents, &__pb::join(path, #names), &rules.inside(#rules), errors);)*
            }

            fn locate(steps: &mut __pb::Steps<'_>, place: &mut __pb::Place) {
                match steps.key() {
                    #(::core::option::Option::Some(#rust_names) => {
                        place.field(#names);
                        #types::locate(steps, place);
                    })*
                    ::core::option::Option::Some(other) => place.field(other),
                    ::core::option::Option::None => {}
                }
            }

            fn is_secret(path: &[__pb::Segment<'_>], rules: &__pb::Rules) -> bool {
                match path {
                    #([__pb::Segment::Key(#names), below @ ..] => #types::is_secret(below, &rules.inside(#rules)),)*
                    _ => false,
                }
            }

            fn file(path: &[__pb::Segment<'_>], rules: &__pb::Rules) -> ::core::option::Option<__pb::FileRules> {
                match path {
                    #([__pb::Segment::Key(#names), below @ ..] => #types::file(below, &rules.inside(#rules)),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn file_bytes(rules: &__pb::Rules) -> u64 {
                [#(#types::file_bytes(&rules.inside(#rules))),*].into_iter().fold(0, u64::saturating_add)
            }
        }
    }
}

fn form_impl(input: &DeriveInput, fields: &[Field<'_>], is_ruled: bool) -> TokenStream {
    let (this, view) = (&input.ident, view_name(input));
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let check = if is_ruled {
        quote_spanned!(this.span()=> __pb::validate(self))
    } else {
        quote_spanned!(this.span()=> __pb::check(self))
    };
    quote! {
        #[automatically_derived]
        impl __pb::FromForm for #this {
            type Fields<'f> = #view<'f>;
            const NAMES: &'static [&'static str] = &[#(#names),*];
            const MULTIPART: bool = <Self as __pb::FormField>::MULTIPART;

            fn read(submitted: __pb::Submitted<'_>)
                -> ::core::result::Result<Self, ::std::vec::Vec<__pb::FieldError>> {
                __pb::decode(submitted)
            }

            fn check_rules(&self) -> ::core::result::Result<(), ::std::vec::Vec<__pb::FieldError>> {
                #check
            }

            fn write(&self) -> __pb::Pairs {
                __pb::write(self)
            }

            fn fields(form: &__pb::FormContext) -> #view<'_> {
                <Self as __pb::FormField>::view(__pb::Slot::root(form))
            }

            fn is_secret(name: &str) -> bool {
                __pb::is_secret::<Self>(name)
            }

            fn file(name: &str) -> ::core::option::Option<__pb::FileRules> {
                __pb::file::<Self>(name)
            }

            fn file_bytes() -> u64 {
                <Self as __pb::FormField>::file_bytes(&__pb::Rules::ROOT)
            }
        }
    }
}
