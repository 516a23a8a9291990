//! The `#[form(..)]` attributes.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr};

use super::Errors;
use crate::attribute::{Library, value};
use crate::units::bytes;

/// Calls `take` for every option; it returns whether it knows the option.
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

/// The options of a type.
#[derive(Default)]
pub(super) struct TypeOptions {
    pub(super) library: Library,
}

impl TypeOptions {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        each(attrs, "a form takes `crate = \"..\"`", errors, |meta| {
            let is_known = meta.path.is_ident("crate");
            if is_known {
                options.library = meta.input.parse()?;
            }
            Ok(is_known)
        });
        options
    }
}

/// The options of a field.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) trim: bool,
    pub(super) password: bool,
    pub(super) multiline: bool,
    pub(super) rename: Option<LitStr>,
    /// The largest size of a file, in bytes.
    pub(super) max: Option<u64>,
    /// The accepted types of a file.
    pub(super) accept: Vec<String>,
}

impl FieldOptions {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let known = "a field takes `trim`, `password`, `multiline` and `rename = \"..\"`, a file `max = \"2 MiB\"` and `accept = \"image/png\"`";
        each(attrs, known, errors, |meta| {
            let flag = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("trim") => &mut options.trim,
                Some("password") => &mut options.password,
                Some("multiline") => &mut options.multiline,
                Some("rename") => {
                    options.rename = Some(meta.value()?.parse()?);
                    return Ok(true);
                }
                Some("max") => {
                    options.max = Some(value(meta.input, bytes)?.0);
                    return Ok(true);
                }
                Some("accept") => {
                    options.accept = value(meta.input, media_types)?.0;
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

/// Parses the types of the option `accept`. File extensions (`.png`) are refused, because they do
/// not determine the content.
fn media_types(text: &str) -> Result<Vec<String>, String> {
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let types = text.split(',').map(|kind| {
        let kind = kind.trim().to_ascii_lowercase();
        let fits = kind
            .split_once('/')
            .is_some_and(|(kind, sub)| is_token(kind) && (sub == "*" || is_token(sub)));
        if fits {
            Ok(kind)
        } else {
            Err(format!(
                "`{kind}` is not a file type that the server can detect: write types like \"image/png,image/jpeg\" or \"image/*\""
            ))
        }
    });
    types.collect()
}

/// The options of a variant.
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
