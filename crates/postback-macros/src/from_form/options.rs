//! The `#[form(..)]` attributes.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Path};

use super::Errors;

/// Runs `take` for every option; it says whether it knows the option.
fn each(
    attrs: &[Attribute],
    known: &str,
    errors: &mut Errors,
    mut take: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<bool>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("form")) {
        let read = attr.parse_nested_meta(|meta| {
            if take(&meta)? {
                return Ok(());
            }
            let name = meta
                .path
                .get_ident()
                .map(ToString::to_string)
                .unwrap_or_default();
            Err(meta.error(format!("unknown option `{name}`; {known}")))
        });
        errors.0.extend(read.err());
    }
}

/// What is said of a whole type.
#[derive(Default)]
pub(super) struct TypeOptions {
    pub(super) library: Option<Path>,
}

impl TypeOptions {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        each(attrs, "a form takes `crate = \"..\"`", errors, |meta| {
            let is_known = meta.path.is_ident("crate");
            if is_known {
                options.library = Some(meta.value()?.parse::<LitStr>()?.parse()?);
            }
            Ok(is_known)
        });
        options
    }
}

/// What is said of a field.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) trim: bool,
    pub(super) password: bool,
    pub(super) multiline: bool,
    pub(super) rename: Option<LitStr>,
}

impl FieldOptions {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let known = "a field takes `trim`, `password`, `multiline` and `rename = \"..\"`";
        each(attrs, known, errors, |meta| {
            let flag = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("trim") => &mut options.trim,
                Some("password") => &mut options.password,
                Some("multiline") => &mut options.multiline,
                Some("rename") => {
                    options.rename = Some(meta.value()?.parse()?);
                    return Ok(true);
                }
                _ => return Ok(false),
            };
            *flag = true;
            Ok(true)
        });
        options
    }
}

/// What is said of a variant.
#[derive(Default)]
pub(super) struct VariantOptions {
    pub(super) rename: Option<LitStr>,
    pub(super) label: Option<LitStr>,
}

impl VariantOptions {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        each(
            attrs,
            "a variant takes `rename = \"..\"` and `label = \"..\"`",
            errors,
            |meta| {
                let place = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("rename") => &mut options.rename,
                    Some("label") => &mut options.label,
                    _ => return Ok(false),
                };
                *place = Some(meta.value()?.parse()?);
                Ok(true)
            },
        );
        options
    }
}
