//! The warning for a length of a `String` that counts bytes implicitly.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::FieldRules;

impl FieldRules {
    /// Returns a warning for each length of a `String` that counts bytes implicitly.
    pub(in super::super) fn warnings(&self, ty: &Type) -> TokenStream {
        let Some(last) = last_segment(ty) else {
            return TokenStream::new();
        };
        let argument = match &last.arguments {
            PathArguments::AngleBracketed(generics) => match generics.args.first() {
                Some(GenericArgument::Type(inner)) => Some(inner),
                _ => None,
            },
            _ => None,
        };
        let mut out = TokenStream::new();
        let is_text = last.ident == "String"
            || (last.ident == "Option"
                && argument
                    .and_then(last_segment)
                    .is_some_and(|a| a.ident == "String"));
        if is_text {
            out.extend(self.unitless.iter().map(|span| unitless(*span)));
        }
        if let (Some(inner), Some(ty)) = (&self.inner, argument) {
            out.extend(inner.warnings(ty));
        }
        out
    }
}

fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Returns a warning on stable Rust: the use of a deprecated item, at the span of the mistake.
fn unitless(span: Span) -> TokenStream {
    let name = Ident::new("length", span);
    let declaration = quote! {
        #[deprecated(note = "this `length` counts bytes, but browsers count UTF-16 code units: \
            write `length(utf16, ..)`, which also sets `minlength` and `maxlength`, or `length(bytes, ..)` if you mean bytes")]
        #[allow(non_upper_case_globals)]
    };
    let used = quote_spanned!(span=> let _ = #name;);
    quote! {
        const _: () = {
            #declaration
            const #name: () = ();
            #used
        };
    }
}
