//! What may stand in the parentheses: `#[action(public, once, body = "1 MiB", timeout = "30s", was = "..")]`.

use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitStr, Result, Token};

use crate::units::{bytes, milliseconds};

#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) public: bool,
    pub(crate) once: bool,
    /// In bytes.
    pub(crate) body: Option<u64>,
    /// In milliseconds.
    pub(crate) timeout: Option<u64>,
    pub(crate) was: Vec<String>,
}

const KNOWN: &str =
    "`public`, `once`, `body = \"1 MiB\"`, `timeout = \"30s\"`, `was = \"old::path\"`";

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self::default();
        let mut given: Vec<String> = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let text = name.to_string();
            if text != "was" && given.contains(&text) {
                return Err(Error::new(name.span(), format!("`{text}` is given twice")));
            }
            match text.as_str() {
                "public" => options.public = true,
                "once" => options.once = true,
                "body" => options.body = Some(value(input, bytes)?),
                "timeout" => options.timeout = Some(value(input, milliseconds)?),
                "was" => options.was.push(value(input, old_path)?),
                _ => {
                    let text = format!("an action has no option `{text}`; there are {KNOWN}");
                    return Err(Error::new(name.span(), text));
                }
            }
            given.push(text);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

fn value<T>(input: ParseStream<'_>, read: fn(&str) -> std::result::Result<T, String>) -> Result<T> {
    input.parse::<Token![=]>()?;
    let literal: LitStr = input.parse()?;
    read(&literal.value()).map_err(|text| Error::new(literal.span(), text))
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
            "`{text}` is not the full path of a function; write it with its crate, like \"shop::actions::add\""
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
        assert!(refusal("publik").contains("`public`, `once`"));
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
    fn nothing_is_given_twice() {
        assert!(refusal("public, public").contains("twice"));
    }
}
