//! The options of
//! `#[action(public, anywhere, once, no_store, typescript, body = "1 MiB", timeout = "30s", rate = "..", was = "..", revalidates(".."), crate = "..")]`.

use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, LitStr, Result};

use super::rate::{self, Rate, rate};
use crate::attribute::{self, Library, fits, list, text, value};
use crate::units::{bytes, milliseconds};

#[derive(Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one word in the parentheses, and none excludes another"
)]
pub(crate) struct Options {
    pub(crate) library: Library,
    pub(crate) public: bool,
    /// The identifier, for errors that point at it.
    pub(crate) anywhere: Option<Ident>,
    pub(crate) once: bool,
    pub(crate) no_store: bool,
    pub(crate) typescript: bool,
    /// In bytes.
    pub(crate) body: Option<u64>,
    /// In milliseconds.
    pub(crate) timeout: Option<u64>,
    /// Each with its literal, for errors that point at it.
    pub(crate) rates: Vec<(Rate, LitStr)>,
    pub(crate) was: Vec<String>,
    /// `None` means not declared; an empty list declares that nothing changes.
    pub(crate) revalidates: Option<Vec<LitStr>>,
}

const KNOWN: &str = "`public`, `anywhere`, `once`, `no_store`, `typescript`, `body = \"1 MiB\"`, `timeout = \"30s\"`, \
     `rate = \"10/min per caller\"`, `was = \"old::path\"`, `revalidates(\"problems\")`, `crate = \"web::postback\"`";

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self::default();
        attribute::options(input, &["was", "rate"], |name, text| {
            match text {
                "crate" => options.library = input.parse()?,
                "public" => options.public = true,
                "anywhere" => options.anywhere = Some(name.clone()),
                "once" => options.once = true,
                "no_store" => options.no_store = true,
                "typescript" => options.typescript = typescript(name)?,
                "body" => options.body = Some(value(input, bytes)?.0),
                "timeout" => options.timeout = Some(value(input, milliseconds)?.0),
                "rate" => options.rates.push(value(input, rate)?),
                "was" => options.was.push(value(input, old_path)?.0),
                "revalidates" => options.revalidates = Some(revalidated(input, name)?),
                _ => {
                    let text =
                        format!("`#[action]` has no option `{text}`. The options are {KNOWN}");
                    return Err(Error::new(name.span(), text));
                }
            }
            Ok(())
        })?;
        rate::fit(&options.rates, options.public)?;
        if let (true, Some(anywhere)) = (options.public, &options.anywhere) {
            return Err(Error::new(
                anywhere.span(),
                "nothing guards an action that is `public` and `anywhere`: its forms work on every page, and it has no \
                 caller. Take a `caller`, or remove `anywhere`",
            ));
        }
        Ok(options)
    }
}

/// # Errors
///
/// Returns an error if the library is built without the feature that scripts need.
fn typescript(name: &Ident) -> Result<bool> {
    if cfg!(feature = "typescript") {
        return Ok(true);
    }
    Err(Error::new(
        name.span(),
        "scripts call an action through the feature of that name: `cargo add postback --features typescript`",
    ))
}

fn revalidated(input: ParseStream<'_>, name: &Ident) -> Result<Vec<LitStr>> {
    let declared: Vec<Expr> = list(input, name, "revalidates(\"problems\", \"/settings\")")?;
    declared.iter().map(tag_or_path).collect()
}

/// Checks a declaration: text that begins with `/` is a path or a route pattern, everything else is
/// a tag.
fn tag_or_path(declared: &Expr) -> Result<LitStr> {
    let Some(literal) = text(declared) else {
        return Err(Error::new_spanned(
            declared,
            "`revalidates` takes string literals: write the text here, or call `cache.revalidate_tag(..)` in the body",
        ));
    };
    fits(literal)?;
    let value = literal.value();
    if !value.starts_with('/') && value.contains(['{', '}']) {
        let text = format!(
            "`{value}` is known only when the action runs: call `cache.revalidate_tag(format!(..))` in the body"
        );
        return Err(Error::new(literal.span(), text));
    }
    Ok(literal.clone())
}

fn old_path(text: &str) -> std::result::Result<String, String> {
    let fits = text.contains("::")
        && text
            .split("::")
            .all(|part| syn::parse_str::<Ident>(part).is_ok());
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is not the full path of a function: begin with its crate, like \"shop::actions::add\""
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        syn::parse_str::<Options>(text).unwrap_err().to_string()
    }

    #[test]
    fn all_options_are_read_with_their_units() {
        let options: Options = syn::parse_str(
            r#"public, once, body = "2 MiB", timeout = "1500ms", was = "a::b", was = "a::c""#,
        )
        .unwrap();
        assert!(options.public && options.once);
        assert_eq!(options.body, Some(2 << 20));
        assert_eq!(options.timeout, Some(1500));
        assert_eq!(options.was, ["a::b", "a::c"]);
    }

    #[test]
    fn an_unknown_option_is_refused_with_the_known_ones() {
        assert!(refusal("publik").contains("`public`, `anywhere`, `once`"));
    }

    #[test]
    fn what_is_no_size_and_no_time_is_refused() {
        assert!(refusal(r#"body = "1000""#).contains("is not a size"));
        assert!(refusal(r#"timeout = "fast""#).contains("is not a time"));
    }

    #[test]
    fn an_old_path_is_a_full_path() {
        assert!(refusal(r#"was = "login""#).contains("full path"));
        assert!(refusal(r#"was = "a::""#).contains("full path"));
    }

    #[test]
    fn what_runs_anywhere_has_a_caller() {
        let options: Options = syn::parse_str("anywhere").unwrap();
        assert!(options.anywhere.is_some());
        for text in ["public, anywhere", "anywhere, once, public"] {
            assert!(refusal(text).contains("nothing guards"), "{text}");
        }
    }

    #[test]
    fn several_rates_hold_together() {
        let options: Options =
            syn::parse_str(r#"rate = "1/s", public, rate = "9/d per address""#).unwrap();
        assert_eq!(options.rates.len(), 2);
    }

    #[test]
    fn a_public_action_has_no_caller_to_count() {
        for text in [
            r#"public, rate = "1/s per caller""#,
            r#"rate = "1/s per caller", public"#,
        ] {
            assert!(refusal(text).contains("write `per address`"), "{text}");
        }
    }

    #[test]
    fn what_is_revalidated_is_told_from_nothing_declared() {
        let declared = |text: &str| {
            let options: Options = syn::parse_str(text).unwrap();
            let names = options.revalidates?;
            Some(names.iter().map(LitStr::value).collect::<Vec<_>>())
        };
        assert_eq!(declared("public"), None);
        assert_eq!(declared("revalidates()"), Some(Vec::new()));
        assert_eq!(
            declared(r#"revalidates("problems", "/settings", "/problems/{id}",)"#),
            Some(
                ["problems", "/settings", "/problems/{id}"]
                    .map(str::to_owned)
                    .into()
            )
        );
    }

    #[test]
    fn only_what_is_known_now_is_revalidated() {
        assert!(
            refusal(r#"revalidates("problem/{id}")"#)
                .contains("call `cache.revalidate_tag(format!(..))` in the body")
        );
        assert!(refusal("revalidates(PROBLEMS)").contains("takes string literals"));
        assert!(refusal(r#"revalidates("")"#).contains("must not be empty"));
        assert!(refusal(r#"revalidates = "problems""#).contains("a list in parentheses"));
        assert!(refusal("revalidates(), revalidates()").contains("twice"));
    }

    #[test]
    fn nothing_is_given_twice() {
        assert!(refusal("public, public").contains("twice"));
    }
}
