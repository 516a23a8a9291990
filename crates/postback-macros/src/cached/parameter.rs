//! A parameter of a cached function: the cache, a borrowed or an owned value.

use syn::{Error, FnArg, Ident, Pat, PatIdent, Result, Type};

use crate::types::{Open, is_static, last_segment};

pub(crate) const NO_GENERICS: &str =
    "a cached function cannot be generic: write the types out, and remove lifetimes";

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    /// The type, without the `&` of a borrowed one.
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    pub(crate) is_in_key: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Cache { is_borrowed: bool },
    Borrowed,
    Owned,
}

impl Parameter {
    /// # Errors
    ///
    /// Returns an error at the span of a parameter that a computation cannot receive.
    pub(crate) fn read(input: &FnArg) -> Result<Self> {
        let input = match input {
            FnArg::Typed(input) => input,
            FnArg::Receiver(receiver) => {
                return Err(Error::new_spanned(
                    receiver,
                    "a cached function must be a free function: remove `self`, and take what it needs as a parameter",
                ));
            }
        };
        let (ty, is_borrowed) = target(&input.ty)?;
        let kind = match last_segment(ty).as_deref() {
            Some("Cache") => Kind::Cache { is_borrowed },
            _ if is_borrowed => Kind::Borrowed,
            _ => Kind::Owned,
        };
        Ok(Self {
            name: plain_name(&input.pat)?,
            ty: ty.clone(),
            kind,
            is_in_key: !matches!(kind, Kind::Cache { .. }),
        })
    }
}

fn plain_name(pattern: &Pat) -> Result<Ident> {
    match pattern {
        Pat::Ident(PatIdent {
            by_ref: None,
            ident,
            subpat: None,
            ..
        }) => Ok(ident.clone()),
        _ => Err(Error::new_spanned(
            pattern,
            "a parameter of a cached function needs a plain name: give it one, and destructure it in the body",
        )),
    }
}

/// Returns the owned type, and whether the parameter borrows it.
fn target(parameter: &Type) -> Result<(&Type, bool)> {
    let (ty, is_borrowed) = match ungrouped(parameter) {
        Type::Reference(reference) if reference.mutability.is_some() => {
            return Err(Error::new_spanned(
                reference,
                "a cached function cannot take `&mut`, because its result is shared: take this by `&` or owned",
            ));
        }
        Type::Reference(reference) if !reference.lifetime.as_ref().is_some_and(is_static) => {
            (&*reference.elem, true)
        }
        ty => (ty, false),
    };
    let open = Open::find(ty);
    if open.impl_trait.is_some() {
        return Err(Error::new_spanned(parameter, NO_GENERICS));
    }
    if open.borrow.is_some() {
        return Err(Error::new_spanned(
            parameter,
            "a cached function cannot take a borrow inside another type, because the computation may \
             outlive the request: take it owned, like `Option<String>`",
        ));
    }
    Ok((ty, is_borrowed))
}

fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        ty => ty,
    }
}
