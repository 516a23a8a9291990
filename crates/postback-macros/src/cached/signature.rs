//! The signature of a cached function: one cache, the parameters in the key, and the type of the
//! value.

use syn::{Error, Ident, Result, ReturnType, Type};

use super::parameter::{Kind, NO_GENERICS, Parameter};
use crate::function::Function;
use crate::types::Open;

#[derive(Debug)]
pub(crate) struct Signature {
    /// In the order of the function.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Type,
}

impl Signature {
    /// # Errors
    ///
    /// Returns the first wrong use, as a sentence at its span.
    pub(crate) fn check(function: &Function, skip: &[Ident]) -> Result<Self> {
        let signature = &function.signature;
        if signature.asyncness.is_none() {
            return Err(Error::new(
                signature.fn_token.span,
                "a cached function must be async: write `async fn`",
            ));
        }
        if !signature.generics.params.is_empty() {
            return Err(Error::new_spanned(&signature.generics, NO_GENERICS));
        }
        let inputs = signature.inputs.iter();
        let mut parameters = inputs.map(Parameter::read).collect::<Result<Vec<_>>>()?;
        one_cache(signature, &parameters)?;
        leave_out(skip, &mut parameters)?;
        Ok(Self {
            parameters,
            output: output(signature)?,
        })
    }
}

fn one_cache(signature: &syn::Signature, parameters: &[Parameter]) -> Result<()> {
    let mut caches = parameters
        .iter()
        .zip(&signature.inputs)
        .filter(|(parameter, _)| matches!(parameter.kind, Kind::Cache { .. }));
    match (caches.next(), caches.next()) {
        (None, _) => Err(Error::new(
            signature.ident.span(),
            "a cached function needs the cache of the request: take a parameter `cache: &Cache`",
        )),
        (Some(_), Some((_, second))) => Err(Error::new_spanned(
            second,
            "a cached function takes one `Cache`: import another type of that name under a different name",
        )),
        (Some(_), None) => Ok(()),
    }
}

fn leave_out(skip: &[Ident], parameters: &mut [Parameter]) -> Result<()> {
    for name in skip {
        let refused = |text: String| Err(Error::new(name.span(), text));
        let found = parameters
            .iter_mut()
            .find(|parameter| parameter.name == *name);
        match found {
            None => {
                return refused(format!(
                    "the function has no parameter `{name}` to skip: write the name of one of its parameters"
                ));
            }
            Some(Parameter {
                kind: Kind::Cache { .. },
                ..
            }) => {
                return refused(format!(
                    "the cache is never in the key: remove `{name}` from `skip(..)`"
                ));
            }
            Some(parameter) if !parameter.is_in_key => {
                return refused(format!("`{name}` is given twice"));
            }
            Some(parameter) => parameter.is_in_key = false,
        }
    }
    Ok(())
}

fn output(signature: &syn::Signature) -> Result<Type> {
    let ReturnType::Type(_, output) = &signature.output else {
        return Err(Error::new(
            signature.ident.span(),
            "a cached function must have a return type: return `postback::Result<T>`",
        ));
    };
    let open = Open::find(output);
    if open.impl_trait.is_some() {
        return Err(Error::new_spanned(output, NO_GENERICS));
    }
    if open.borrow.is_some() {
        return Err(Error::new_spanned(
            output,
            "a cached function cannot return a borrow: return an owned value or an `Arc`",
        ));
    }
    Ok((**output).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, skip: &[&str]) -> Result<Signature> {
        let skip: Vec<Ident> = skip
            .iter()
            .map(|name| syn::parse_str(name).unwrap())
            .collect();
        Signature::check(&Function::read("cached", text.parse()?)?, &skip)
    }

    fn refusal(text: &str) -> String {
        check(text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn parameters_are_the_cache_borrowed_or_owned() {
        let text = "async fn a(db: &Db, mut id: u64, _cache: &postback::Cache, name: &'static str, ids: &[u8]) -> R {}";
        let signature = check(text, &["db"]).unwrap();
        let kinds: Vec<_> = signature
            .parameters
            .iter()
            .map(|parameter| parameter.kind)
            .collect();
        assert!(matches!(
            kinds[..],
            [
                Kind::Borrowed,
                Kind::Owned,
                Kind::Cache { is_borrowed: true },
                Kind::Owned,
                Kind::Borrowed
            ]
        ));
        let in_key = signature
            .parameters
            .iter()
            .filter(|parameter| parameter.is_in_key);
        let names: Vec<_> = in_key.map(|parameter| parameter.name.to_string()).collect();
        assert_eq!(names, ["id", "name", "ids"]);
    }

    #[test]
    fn there_is_one_cache() {
        assert!(refusal("async fn a(db: &Db) -> R {}").contains("`cache: &Cache`"));
        assert!(refusal("async fn a(c: &Cache, d: moka::Cache) -> R {}").contains("one `Cache`"));
        assert!(check("async fn a(c: Cache) -> R {}", &[]).is_ok());
    }

    #[test]
    fn only_what_is_in_the_key_is_skipped() {
        let refusal =
            |skip: &[&str]| check("async fn a(cache: &Cache, db: &Db) -> R {}", skip).unwrap_err();
        assert!(
            refusal(&["bd"])
                .to_string()
                .contains("no parameter `bd` to skip")
        );
        assert!(
            refusal(&["cache"])
                .to_string()
                .contains("never in the key: remove `cache`")
        );
        assert!(
            refusal(&["db", "db"])
                .to_string()
                .contains("`db` is given twice")
        );
    }

    #[test]
    fn what_cannot_be_kept_for_a_computation_is_refused() {
        for (function, sentence) in [
            ("fn a(c: &Cache) -> R {}", "write `async fn`"),
            (
                "async fn a<T>(c: &Cache, t: T) -> R {}",
                "cannot be generic",
            ),
            ("async fn a<'a>(c: &'a Cache) -> R {}", "remove lifetimes"),
            (
                "async fn a(c: &Cache, t: impl T) -> R {}",
                "cannot be generic",
            ),
            ("async fn a(&self, c: &Cache) -> R {}", "free function"),
            ("async fn a(c: &mut Cache) -> R {}", "cannot take `&mut`"),
            (
                "async fn a(c: &Cache, t: Option<&str>) -> R {}",
                "take it owned",
            ),
            ("async fn a(c: &Cache, t: &[&str]) -> R {}", "take it owned"),
            ("async fn a(c: &Cache, Id(i): Id) -> R {}", "a plain name"),
            ("async fn a(_: &Cache) -> R {}", "a plain name"),
            ("async fn a(c: &Cache) {}", "must have a return type"),
            (
                "async fn a(c: &Cache) -> Result<&str> {}",
                "return an owned value",
            ),
            (
                "async fn a(c: &Cache) -> Result<impl T> {}",
                "cannot be generic",
            ),
        ] {
            let found = refusal(function);
            assert!(found.contains(sentence), "{function}: {found}");
        }
    }
}
