//! The `#[garde(..)]` attributes for which HTML has a counterpart.
//!
//! The attributes belong to garde's own derive, which also reports mistakes in them, so anything
//! unknown is ignored here. Only constants can be written into HTML, so a computed bound becomes no
//! constraint.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprLit, ExprPath, ExprUnary, GenericArgument, Lit, LitFloat, LitStr,
    MetaNameValue, PathArguments, Token, Type, UnOp, token,
};

use super::options::FieldOptions;

/// The rules of one field.
#[derive(Default)]
pub(super) struct FieldRules {
    /// Whether there is a `#[garde(..)]` attribute.
    pub(super) is_present: bool,
    skip: bool,
    dive: bool,
    /// The spans of `length(..)` without a unit, which counts bytes for a `String`.
    unitless: Vec<Span>,
    /// Method calls on `Rules::NONE`.
    calls: TokenStream,
    inner: Option<Box<FieldRules>>,
}

impl FieldRules {
    pub(super) fn read(attrs: &[Attribute]) -> Self {
        let mut rules = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("garde")) {
            rules.is_present = true;
            let _ = attr.parse_args_with(|input: ParseStream<'_>| rules.read_list(input));
        }
        rules
    }

    /// Returns whether garde dives into the type, or is told not to.
    pub(super) fn is_decided(&self) -> bool {
        self.dive || self.skip
    }

    fn read_list(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            let name = input.call(Ident::parse_any)?;
            let mut arguments = TokenStream::new();
            if input.peek(token::Paren) {
                let content;
                syn::parenthesized!(content in input);
                arguments = content.parse()?;
            }
            self.read_rule(&name, arguments);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn read_rule(&mut self, name: &Ident, arguments: TokenStream) {
        let call = match name.to_string().as_str() {
            "skip" => {
                self.skip = true;
                return;
            }
            "dive" => {
                self.dive = true;
                quote!(.dive())
            }
            "required" => quote!(.required()),
            "email" => quote!(.email()),
            "url" => quote!(.url()),
            "ascii" => quote!(.ascii()),
            "alphanumeric" => quote!(.alphanumeric()),
            "length" => self.length(name, arguments),
            "range" => range(arguments),
            "pattern" => match syn::parse2::<LitStr>(arguments) {
                Ok(pattern) => quote!(.pattern(#pattern)),
                Err(_) => return,
            },
            "inner" => {
                let mut inner = Self::default();
                let _ = (|input: ParseStream<'_>| inner.read_list(input)).parse2(arguments);
                self.inner = Some(Box::new(inner));
                return;
            }
            // HTML has no counterpart of `if`, `custom`, `matches`, `adapt` and the others.
            _ => return,
        };
        self.calls.extend(call);
    }

    fn length(&mut self, name: &Ident, arguments: TokenStream) -> TokenStream {
        let mut has_unit = false;
        let mut is_utf16 = false;
        let (mut min, mut max) = (None, None);
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let argument = input.call(Ident::parse_any)?;
                if input.peek(Token![=]) {
                    input.parse::<Token![=]>()?;
                    let value = constant(&input.parse()?, &|number| quote!(#number));
                    match argument.to_string().as_str() {
                        "min" => min = value,
                        "max" => max = value,
                        _ => (min, max) = (value.clone(), value),
                    }
                } else {
                    has_unit |= argument != "simple";
                    is_utf16 |= argument == "utf16";
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if read.parse2(arguments).is_err() {
            return TokenStream::new();
        }
        if !has_unit {
            self.unitless.push(name.span());
        }
        let filled = min.iter().map(|min| quote!(.length_min(#min)));
        let min = min
            .iter()
            .filter(|_| is_utf16)
            .map(|min| quote!(.utf16_min(#min)));
        let utf16_max = max
            .iter()
            .filter(|_| is_utf16)
            .map(|max| quote!(.utf16_max(#max)));
        // For a list, the rule counts the items.
        let most = max
            .iter()
            .filter(|_| !has_unit)
            .map(|max| quote!(.length_max(#max)));
        quote!(#(#filled)* #(#min)* #(#most)* #(#utf16_max)*)
    }

    /// Returns the constant for a field with these rules and options.
    pub(super) fn constant(&self, options: &FieldOptions) -> TokenStream {
        let trim = options.trim.then(|| quote!(.trim()));
        let secret = options.password.then(|| quote!(.secret()));
        let multiline = options.multiline.then(|| quote!(.multiline()));
        let max = options.max.map(|max| quote!(.file_max(#max)));
        let accept = (!options.accept.is_empty()).then(|| {
            let types = &options.accept;
            quote!(.accept(&[#(#types),*]))
        });
        let rules = self.expression();
        quote!(#rules #trim #secret #multiline #max #accept)
    }

    fn expression(&self) -> TokenStream {
        let calls = &self.calls;
        let inner = self.inner.as_ref().map(|inner| {
            let inner = inner.expression();
            quote!(.inner({ const INNER: __pb::Rules = #inner; &INNER }))
        });
        quote!(__pb::Rules::NONE #calls #inner)
    }

    /// Returns a warning for each length of a `String` that counts bytes implicitly.
    pub(super) fn warnings(&self, ty: &Type) -> TokenStream {
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

fn range(arguments: TokenStream) -> TokenStream {
    let mut calls = TokenStream::new();
    let read = |input: ParseStream<'_>| {
        for pair in Punctuated::<MetaNameValue, Token![,]>::parse_terminated(input)? {
            let Some(value) = constant(&pair.value, &float) else {
                continue;
            };
            if pair.path.is_ident("min") || pair.path.is_ident("equal") {
                calls.extend(quote!(.min(#value)));
            }
            if pair.path.is_ident("max") || pair.path.is_ident("equal") {
                calls.extend(quote!(.max(#value)));
            }
        }
        Ok(())
    };
    match read.parse2(arguments) {
        Ok(()) => calls,
        Err(_) => TokenStream::new(),
    }
}

/// Returns a number of any type as an `f64`. A plain literal is converted directly, because it
/// might not fit an `i32`.
fn float(number: &Expr) -> TokenStream {
    if let Expr::Lit(ExprLit {
        lit: Lit::Int(int), ..
    }) = number
        && int.suffix().is_empty()
    {
        let float = LitFloat::new(&format!("{}f64", int.base10_digits()), int.span());
        return quote!(#float);
    }
    quote!((#number) as f64)
}

/// Returns the expression if it is certainly constant: a number, or a path in capitals.
fn constant(expression: &Expr, number: &dyn Fn(&Expr) -> TokenStream) -> Option<TokenStream> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Float(_),
            ..
        }) => Some(number(expression)),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => constant(expr, number).map(|inner| quote!(-(#inner))),
        Expr::Paren(paren) => constant(&paren.expr, number),
        Expr::Group(group) => constant(&group.expr, number),
        Expr::Path(ExprPath {
            qself: None, path, ..
        }) => {
            let has_no_self = path
                .segments
                .first()
                .is_some_and(|first| first.ident != "Self" && first.ident != "self");
            let is_capital = path
                .segments
                .last()
                .is_some_and(|last| !last.ident.to_string().chars().any(char::is_lowercase));
            (has_no_self && is_capital).then(|| number(expression))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(attrs: &str) -> String {
        let item: syn::ItemStruct = syn::parse_str(&format!("{attrs} struct A;")).unwrap();
        let rules = FieldRules::read(&item.attrs);
        rules
            .constant(&FieldOptions::default())
            .to_string()
            .replace(' ', "")
            .replace("__pb::Rules::NONE", "")
    }

    #[test]
    fn only_utf16_lengths_have_a_counterpart() {
        assert_eq!(
            rules("#[garde(length(utf16, min = 2, max = MAX))]"),
            ".length_min(2).utf16_min(2).utf16_max(MAX)"
        );
        assert_eq!(
            rules("#[garde(length(utf16, equal = 2))]"),
            ".length_min(2).utf16_min(2).utf16_max(2)"
        );
        for unit in ["bytes,", "chars,", "graphemes,"] {
            assert_eq!(
                rules(&format!("#[garde(length({unit} min = 1, max = 3))]")),
                ".length_min(1)"
            );
        }
    }

    #[test]
    fn a_length_without_a_unit_counts_the_entries_of_a_list() {
        for unit in ["", "simple,"] {
            assert_eq!(
                rules(&format!("#[garde(length({unit} min = 1, max = 3))]")),
                ".length_min(1).length_max(3)"
            );
        }
    }

    #[test]
    fn bounds_that_are_computed_give_nothing() {
        assert_eq!(
            rules("#[garde(range(min = -1, max = limits::TOP))]"),
            ".min(-(1f64)).max((limits::TOP)asf64)"
        );
        assert_eq!(
            rules("#[garde(range(min = 1_000u32, max = 18446744073709551615))]"),
            ".min((1_000u32)asf64).max(18446744073709551615f64)"
        );
        assert_eq!(rules("#[garde(range(min = self.low, max = top()))]"), "");
        assert_eq!(rules("#[garde(range(max = ctx.max))]"), "");
        assert_eq!(rules("#[garde(length(utf16, max = Self::MAX))]"), "");
    }

    #[test]
    fn conditions_and_unknown_rules_give_nothing() {
        assert_eq!(
            rules("#[garde(if(cond = self.a, length(utf16, min = 2)), custom(f), matches(b))]"),
            ""
        );
        assert_eq!(rules("#[garde(pattern(RE))]"), "");
        assert_eq!(
            rules("#[garde(pattern(\"^a$\"), email)]"),
            ".pattern(\"^a$\").email()"
        );
        assert_eq!(rules("#[garde(nonsense = 1, email)]"), "");
    }

    #[test]
    fn inner_rules_are_of_the_items() {
        assert_eq!(
            rules("#[garde(length(min = 1), inner(length(utf16, max = 5)))]"),
            ".length_min(1).inner({constINNER:__pb::Rules=.utf16_max(5);&INNER})"
        );
    }

    #[test]
    fn a_length_without_a_unit_warns_for_text_only() {
        let warns = |ty: &str, attrs: &str| {
            let item: syn::ItemStruct = syn::parse_str(&format!("{attrs} struct A;")).unwrap();
            !FieldRules::read(&item.attrs)
                .warnings(&syn::parse_str(ty).unwrap())
                .is_empty()
        };
        assert!(warns("String", "#[garde(length(min = 1))]"));
        assert!(warns(
            "Option<std::string::String>",
            "#[garde(length(simple, max = 1))]"
        ));
        assert!(warns("Vec<String>", "#[garde(inner(length(max = 1)))]"));
        assert!(!warns("Vec<String>", "#[garde(length(max = 1))]"));
        assert!(!warns("String", "#[garde(length(bytes, max = 1))]"));
    }
}
