//! The expansion of `#[cached]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, Pat, parse_quote};

use super::options::{Options, Tag};
use super::parameter::{Kind, Parameter};
use super::signature::Signature;
use crate::attribute::Library;
use crate::function::Function;

pub(crate) fn cached(function: &Function, options: &Options, signature: &Signature) -> TokenStream {
    let (attributes, visibility) = (&function.attributes, &function.visibility);
    let outer = outer(function);
    let inner = inner(function, &signature.parameters);
    let settings = settings(function, options);
    let parameters = &signature.parameters;
    let key = parameters.iter().filter_map(in_key);
    let cache = parameters.iter().find_map(cache);
    let library = &options.library;
    let values = options.tags.iter().map(|one| tag(one, library));
    let owned = parameters.iter().filter_map(owned);
    let inner_name = inner_name();
    let arguments = parameters.iter().map(argument);
    let (answer, asked, tags, child) = (ours("answer"), ours("asked"), ours("tags"), ours("cache"));
    // Errors about the cached type point at the return type in the source.
    let output = &signature.output;
    let weigh = weigh(options, output);
    let at_output = library.at(output.span());
    let run = quote_spanned! { output.span() =>
        #at_output::__private::cached::run(#cache, #asked, #weigh, move || {
            let #tags = ::std::vec![#(#values),*];
            #(#owned)*
            (#tags, move |#child| async move { #inner_name(#(#arguments),*).await })
        })
        .await
    };
    quote! {
        #(#attributes)*
        #[allow(clippy::missing_errors_doc)]
        #visibility #outer {
            #inner
            #[allow(clippy::used_underscore_binding)]
            let #answer = {
                let #asked = #library::__private::cached::ask(const { #settings }, &(#(#key,)*));
                #run
            };
            #answer
        }
    }
}

/// Returns a hygienic local name, which neither captures nor shadows names of the user's code.
fn ours(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Returns the name of the inner function. Items are not hygienic, so the name is an unlikely one.
fn inner_name() -> Ident {
    Ident::new("__postback_computed", Span::call_site())
}

/// Returns the visible signature. It mutates nothing, so a `mut` would cause a warning.
fn outer(function: &Function) -> syn::Signature {
    let mut signature = function.signature.clone();
    for input in &mut signature.inputs {
        if let FnArg::Typed(input) = input
            && let Pat::Ident(name) = &mut *input.pat
        {
            name.mutability = None;
        }
    }
    signature
}

/// Returns the function as written, under another name.
fn inner(function: &Function, parameters: &[Parameter]) -> TokenStream {
    let mut signature = function.signature.clone();
    signature.ident = inner_name();
    for (input, parameter) in signature.inputs.iter_mut().zip(parameters) {
        if let FnArg::Typed(input) = input
            && let Kind::Cache { .. } = parameter.kind
        {
            // The cache parameter is mandatory, but the body need not use it.
            input.attrs.push(parse_quote!(#[allow(unused_variables)]));
        }
    }
    let body = &function.body;
    quote! {
        #[allow(clippy::unused_async, clippy::too_many_arguments)]
        #signature #body
    }
}

fn settings(function: &Function, options: &Options) -> TokenStream {
    let name = function.signature.ident.unraw().to_string();
    let fresh = options.fresh.map(|time| quote! { .fresh_ms(#time) });
    let expire = options.expire.map(|time| quote! { .expire_ms(#time) });
    let library = &options.library;
    quote! {
        #library::__private::cached::Settings::new(::core::concat!(::core::module_path!(), "::", #name))
            #fresh #expire
    }
}

/// Returns the expression that weighs a value. It has access to the value only.
fn weigh(options: &Options, output: &syn::Type) -> TokenStream {
    let library = &options.library;
    let Some(weight) = &options.weight else {
        return quote! { #library::__private::cached::ByType };
    };
    let (said, value) = (
        ours("said"),
        quote! { <#output as #library::__private::cached::Computed>::Value },
    );
    quote! {
        #library::__private::cached::ByFunction({
            let #said: fn(&#value) -> ::core::primitive::usize = #weight;
            #said
        })
    }
}

/// Returns a reference to a parameter of the key.
fn in_key(parameter: &Parameter) -> Option<TokenStream> {
    let name = &parameter.name;
    match parameter.kind {
        Kind::Borrowed if parameter.is_in_key => Some(quote! { #name }),
        Kind::Owned if parameter.is_in_key => Some(quote! { &#name }),
        _ => None,
    }
}

/// Returns the caller's cache, which is queried.
fn cache(parameter: &Parameter) -> Option<TokenStream> {
    let name = &parameter.name;
    match parameter.kind {
        Kind::Cache { is_borrowed: true } => Some(quote! { #name }),
        Kind::Cache { is_borrowed: false } => Some(quote! { &#name }),
        Kind::Borrowed | Kind::Owned => None,
    }
}

fn tag(tag: &Tag, library: &Library) -> TokenStream {
    match tag {
        Tag::Fixed(literal) => quote! { const { #library::Tag::new(#literal) } },
        Tag::Pattern(literal) => quote! { #library::Tag::from(::std::format!(#literal)) },
        Tag::Value(expression) => quote! { #library::Tag::from(#expression) },
    }
}

/// Returns the computation's own copy of a borrowed parameter.
fn owned(parameter: &Parameter) -> Option<TokenStream> {
    let Kind::Borrowed = parameter.kind else {
        return None;
    };
    let (name, ty) = (&parameter.name, &parameter.ty);
    Some(quote_spanned! { ty.span() =>
        let #name = <#ty as ::std::borrow::ToOwned>::to_owned(#name);
    })
}

/// Returns the argument for the inner function.
fn argument(parameter: &Parameter) -> TokenStream {
    let (name, ty) = (&parameter.name, &parameter.ty);
    let child = ours("cache");
    match parameter.kind {
        Kind::Cache { is_borrowed: true } => quote! { &#child },
        Kind::Cache { is_borrowed: false } => quote! { #child },
        Kind::Borrowed => quote! { <_ as ::core::borrow::Borrow<#ty>>::borrow(&#name) },
        Kind::Owned => quote! { #name },
    }
}

#[cfg(test)]
mod tests {
    use super::super::expand;
    use proc_macro2::TokenStream;
    use quote::quote;

    /// Returns the expansion without spaces, and checks that it is one function.
    fn write(options: TokenStream, item: TokenStream) -> String {
        let written = expand(options, item).to_string();
        syn::parse_str::<syn::ItemFn>(&written).expect("one function");
        written.replace(' ', "")
    }

    #[test]
    fn the_key_is_every_parameter_but_the_cache_and_what_is_skipped() {
        let key = |options| {
            let item =
                quote! { async fn list(db: &Db, cache: &Cache, topic: &str, page: u32) -> R {} };
            let written = write(options, item);
            let end = written.find(");::postback").unwrap();
            written[..end].rsplit("},&").next().unwrap().to_owned()
        };
        assert_eq!(key(quote! {}), "(db,topic,&page,)");
        assert_eq!(key(quote! { skip(db, page) }), "(topic,)");
        assert_eq!(key(quote! { skip(db, topic, page) }), "()");
    }

    #[test]
    fn what_is_borrowed_is_cloned_on_a_miss_and_the_rest_is_moved() {
        let item = quote! { async fn list(cache: &Cache, ids: &[u64], topic: Topic) -> R {} };
        let written = write(quote! {}, item);
        assert!(written.contains("letids=<[u64]as::std::borrow::ToOwned>::to_owned(ids);("));
        assert!(written.contains(
            "__postback_computed(&cache,<_as::core::borrow::Borrow<[u64]>>::borrow(&ids),topic)"
        ));
    }

    #[test]
    fn a_cache_is_borrowed_or_owned_as_in_the_signature() {
        let borrowed = write(quote! {}, quote! { async fn list(_c: &Cache) -> R {} });
        assert!(
            borrowed.contains("::run(_c,asked,::postback::__private::cached::ByType,")
                && borrowed.contains("computed(&cache)")
        );
        let owned = write(quote! {}, quote! { async fn list(_c: Cache) -> R {} });
        assert!(owned.contains("::run(&_c,asked,") && owned.contains("computed(cache)"));
    }

    #[test]
    fn tags_are_fixed_formatted_or_computed() {
        let written = write(
            quote! { tags("problems", "problem/{id}", PROBLEMS) },
            quote! { async fn read(cache: &Cache, id: u64) -> R {} },
        );
        assert!(written.contains(
            "vec![const{::postback::Tag::new(\"problems\")},\
             ::postback::Tag::from(::std::format!(\"problem/{id}\")),\
             ::postback::Tag::from(PROBLEMS)]"
        ));
    }

    #[test]
    fn the_settings_have_the_full_path_and_the_times() {
        let written = write(
            quote! { fresh = "5m", expire = "1d" },
            quote! { async fn r#match(cache: &Cache) -> R {} },
        );
        assert!(written.contains(
            "Settings::new(::core::concat!(::core::module_path!(),\"::\",\"match\"))\
             .fresh_ms(300000u64).expire_ms(86400000u64)"
        ));
    }

    #[test]
    fn a_weight_is_a_function_of_the_value_alone() {
        let written = write(
            quote! { weight = |list| list.len() },
            quote! { async fn list(cache: &Cache, topic: String) -> Result<Vec<u8>> {} },
        );
        assert!(written.contains(
            "ByFunction({letsaid:fn(&<Result<Vec<u8>>as::postback::__private::cached::Computed>::Value)->::core::primitive::usize=|list|list.len();said})"
        ));
    }

    #[test]
    fn only_the_inner_function_has_what_is_of_the_body() {
        let item = quote! {
            #[doc = "Docs."] #[instrument]
            pub async fn add(mut left: u8, cache: &Cache) -> R { left += 1; }
        };
        let written = write(quote! {}, item);
        assert_eq!(written.matches("#[doc=\"Docs.\"]#[instrument]").count(), 1);
        assert!(written.contains("pubasyncfnadd(left:u8,cache:&Cache)->R{"));
        assert!(written.contains(
            "asyncfn__postback_computed(mutleft:u8,#[allow(unused_variables)]cache:&Cache)->R{left+=1;}"
        ));
    }

    #[test]
    fn the_library_is_found_where_the_option_says() {
        let written = write(
            quote! { crate = "shop::web", tags("a", "a/{id}", A), weight = |list| list.len() },
            quote! { async fn list(cache: &Cache, id: u64) -> Result<Vec<u8>> {} },
        );
        assert!(written.contains("shop::web::__private::cached::run("));
        assert!(!written.contains("::postback"));
    }

    #[test]
    fn a_refused_function_stays() {
        let written = expand(quote! {}, quote! { async fn list() -> R {} }).to_string();
        assert!(written.contains("compile_error") && written.contains("async fn list () -> R"));
    }
}
