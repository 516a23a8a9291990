//! Syntactic properties of types.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    BoundLifetimes, Lifetime, ParenthesizedGenericArguments, Type, TypeFnPtr, TypeImplTrait,
    TypeReference,
};

pub(crate) fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        // A type that passed through `macro_rules!` is in a group without delimiters.
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

/// The places in which a type is not written out, or borrows its content.
#[derive(Debug, Default)]
pub(crate) struct Open {
    pub(crate) impl_trait: Option<Span>,
    /// `&'static str` counts as owned.
    pub(crate) borrow: Option<Span>,
}

impl Open {
    pub(crate) fn find(ty: &Type) -> Self {
        let mut open = Self::default();
        open.visit_type(ty);
        open
    }
}

impl Visit<'_> for Open {
    fn visit_type_impl_trait(&mut self, ty: &TypeImplTrait) {
        self.impl_trait.get_or_insert_with(|| ty.span());
    }

    fn visit_type_reference(&mut self, reference: &TypeReference) {
        if reference.lifetime.as_ref().is_some_and(is_static) {
            visit::visit_type_reference(self, reference);
        } else {
            self.borrow.get_or_insert_with(|| reference.span());
        }
    }

    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        if !is_static(lifetime) {
            self.borrow.get_or_insert_with(|| lifetime.span());
        }
    }

    // A function pointer does not hold what it borrows during a call.
    fn visit_type_fn_ptr(&mut self, _: &TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &ParenthesizedGenericArguments) {}
    fn visit_bound_lifetimes(&mut self, _: &BoundLifetimes) {}
}

pub(crate) fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_borrow_is_found_wherever_it_is() {
        let borrows = |ty| Open::find(&syn::parse_str(ty).unwrap()).borrow.is_some();
        for ty in [
            "&T",
            "Option<&str>",
            "(u8, &[T])",
            "Cow<'_, str>",
            "&'a T",
            "&'static [&str]",
        ] {
            assert!(borrows(ty), "{ty}");
        }
        for ty in [
            "T",
            "&'static str",
            "Cow<'static, str>",
            "Arc<dyn Fn(&str) -> &str>",
            "fn(&T)",
        ] {
            assert!(!borrows(ty), "{ty}");
        }
    }

    #[test]
    fn a_type_that_is_not_written_out_is_found() {
        let is_open = |ty| {
            Open::find(&syn::parse_str(ty).unwrap())
                .impl_trait
                .is_some()
        };
        assert!(is_open("impl Into<String>") && is_open("Vec<impl Clone>"));
        assert!(!is_open("Box<dyn Clone>"));
    }
}
