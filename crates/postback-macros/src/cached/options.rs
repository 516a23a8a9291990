//! The options of `#[cached(skip(db), tags("problem/{id}"), fresh = "5m", expire = "1d")]`.

use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, LitStr, Result, Token};

use crate::attribute::{self, Library, fits, list, text, value};
use crate::units::milliseconds;

#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) library: Library,
    pub(crate) skip: Vec<Ident>,
    pub(crate) tags: Vec<Tag>,
    /// In milliseconds.
    pub(crate) fresh: Option<u64>,
    /// In milliseconds.
    pub(crate) expire: Option<u64>,
    /// The function that returns how many bytes a value holds.
    pub(crate) weight: Option<Expr>,
}

#[derive(Debug)]
pub(crate) enum Tag {
    Fixed(LitStr),
    /// Text with the names of parameters. The token keeps its span, which determines where the
    /// names are resolved.
    Pattern(LitStr),
    Value(Expr),
}

const KNOWN: &str = "`skip(db)`, `tags(\"problems\")`, `fresh = \"5m\"`, `expire = \"1d\"`, \
    `weight = |list| list.len() * 200`, `crate = \"web::postback\"`";

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self::default();
        attribute::options(input, &[], |name, text| {
            match text {
                "crate" => options.library = input.parse()?,
                "skip" => options.skip = list(input, name, "skip(db)")?,
                "tags" => options.tags = tags(input, name)?,
                "fresh" | "expire" => options.time(input, text)?,
                "weight" => {
                    input.parse::<Token![=]>()?;
                    options.weight = Some(input.parse()?);
                }
                _ => {
                    let text =
                        format!("`#[cached]` has no option `{text}`. The options are {KNOWN}");
                    return Err(Error::new(name.span(), text));
                }
            }
            Ok(())
        })?;
        Ok(options)
    }
}

impl Options {
    fn time(&mut self, input: ParseStream<'_>, name: &str) -> Result<()> {
        let (time, literal) = value(input, milliseconds)?;
        match name {
            "fresh" => self.fresh = Some(time),
            _ => self.expire = Some(time),
        }
        match (self.fresh, self.expire) {
            (Some(fresh), Some(expire)) if fresh > expire => Err(Error::new(
                literal.span(),
                "`expire` is shorter than `fresh`: make it at least as long",
            )),
            _ => Ok(()),
        }
    }
}

fn tags(input: ParseStream<'_>, name: &Ident) -> Result<Vec<Tag>> {
    let tags: Vec<Expr> = list(input, name, "tags(\"problems\", \"problem/{id}\")")?;
    tags.into_iter().map(tag).collect()
}

fn tag(expression: Expr) -> Result<Tag> {
    let Some(literal) = text(&expression) else {
        return Ok(Tag::Value(expression));
    };
    fits(literal)?;
    let literal = literal.clone();
    Ok(if literal.value().contains(['{', '}']) {
        Tag::Pattern(literal)
    } else {
        Tag::Fixed(literal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        syn::parse_str::<Options>(text).unwrap_err().to_string()
    }

    #[test]
    fn all_options_are_read() {
        let options: Options = syn::parse_str(
            r#"skip(db, now), tags("problems", "problem/{id}", PROBLEMS), fresh = "5m", expire = "1d", weight = |list| list.len(),"#,
        )
        .unwrap();
        assert_eq!(options.skip, ["db", "now"]);
        assert!(matches!(
            options.tags[..],
            [Tag::Fixed(_), Tag::Pattern(_), Tag::Value(_)]
        ));
        assert_eq!(options.fresh, Some(300_000));
        assert_eq!(options.expire, Some(86_400_000));
        assert!(options.weight.is_some());
    }

    #[test]
    fn every_option_may_be_left_out() {
        let options: Options = syn::parse_str("skip(), tags()").unwrap();
        assert!(options.skip.is_empty() && options.tags.is_empty());
        assert!(options.fresh.is_none() && options.expire.is_none() && options.weight.is_none());
    }

    #[test]
    fn an_unknown_option_is_refused_with_the_known_ones() {
        assert!(refusal(r#"ttl = "5m""#).contains("`skip(db)`, `tags"));
    }

    #[test]
    fn nothing_is_given_twice() {
        assert!(refusal(r#"fresh = "1s", fresh = "1s""#).contains("`fresh` is given twice"));
        assert!(refusal("tags(), tags()").contains("`tags` is given twice"));
    }

    #[test]
    fn nothing_is_fresh_after_it_has_expired() {
        assert!(refusal(r#"fresh = "2m", expire = "1m""#).contains("at least as long"));
        assert!(refusal(r#"expire = "1m", fresh = "2m""#).contains("at least as long"));
        assert!(syn::parse_str::<Options>(r#"fresh = "1m", expire = "60s""#).is_ok());
        assert!(refusal(r#"fresh = "soon""#).contains("is not a time"));
    }

    #[test]
    fn lists_and_tags_are_what_they_should_be() {
        assert!(refusal(r#"tags = "problems""#).contains("a list in parentheses"));
        assert!(refusal("skip").contains("like `skip(db)`"));
        assert!(refusal(r#"tags("")"#).contains("must not be empty"));
        assert!(refusal(&format!("tags({:?})", "x".repeat(257))).contains("at most 256 bytes"));
    }
}
