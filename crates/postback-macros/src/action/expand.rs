//! The expansion of `#[action]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Attribute;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::options::Options;
use super::signature::{Parameter, Signature};
use super::typescript;
use crate::attribute::Library;
use crate::function::Function;

pub(crate) fn action(function: &Function, options: &Options, signature: &Signature) -> TokenStream {
    let item = function.as_written();
    let hidden = hidden_type(function);
    let name = &function.signature.ident;
    let configured = configured(function);
    let text = name.unraw().to_string();
    let settings = settings(options);
    let typescript = typescript::constant(function, options, signature);
    let library = &options.library;
    let output = &signature.output;

    let mut caller = quote! { #library::__private::Anyone };
    let mut form = quote! { () };
    let (mut arguments, mut argument_names) = (Vec::new(), Vec::new());
    let (mut extractors, mut extractor_names) = (Vec::new(), Vec::new());
    let mut handed = Vec::new();
    for (index, parameter) in signature.parameters.iter().enumerate() {
        match parameter {
            Parameter::Caller(ty) => {
                caller = ty.to_token_stream();
                handed.push(quote! { caller });
            }
            // As a trait function it proves that this `Form` is the library's.
            Parameter::Form { whole, inner } => {
                form = inner.to_token_stream();
                let library = library.at(whole.span());
                handed.push(
                    quote_spanned! { whole.span() => <#whole as #library::__private::IsForm<#inner>>::of(form) },
                );
            }
            Parameter::Argument(ty) => {
                let name = format_ident!("argument_{index}");
                handed.push(quote! { #name });
                arguments.push(ty);
                argument_names.push(name);
            }
            Parameter::Extractor(ty) => {
                let name = format_ident!("extractor_{index}");
                handed.push(quote! { #name });
                extractors.push(ty);
                extractor_names.push(name);
            }
        }
    }
    let proof = proof(signature, options, &form);
    // Errors about the arguments point at their types in the source.
    let span = arguments.first().map_or(name.span(), Spanned::span);
    let arguments = quote_spanned! { span => (#(#arguments,)*) };
    let span = name.span();
    let future = quote_spanned! { span => impl ::core::future::Future<Output = Self::Output> + ::core::marker::Send + 'static };
    quote! {
        #item
        #hidden
        #(#configured)*
        const _: () = {
            impl #library::Action for #name {
                const NAME: &'static str = #text;
                const PATH: &'static str = ::core::concat!(::core::module_path!(), "::", #text);
                const SETTINGS: #library::__private::Settings = #settings;
                #typescript
                type Caller = #caller;
                type Arguments = #arguments;
                type Extractors = (#(#extractors,)*);
                type Form = #form;
                type Output = #output;
                fn call(
                    caller: Self::Caller,
                    (#(#argument_names,)*): Self::Arguments,
                    (#(#extractor_names,)*): Self::Extractors,
                    form: Self::Form,
                ) -> #future {
                    #name(#(#handed),*)
                }
            }
            #proof
        };
    }
}

/// Returns a minimal action after an error, so that its uses elsewhere do not fail as well.
pub(crate) fn stand_in(function: &Function, library: &Library) -> TokenStream {
    let item = function.as_written();
    let hidden = hidden_type(function);
    let name = &function.signature.ident;
    let configured = configured(function);
    quote! {
        #item
        #hidden
        #(#configured)*
        impl #library::Action for #name {
            const NAME: &'static str = "";
            const PATH: &'static str = "";
            const SETTINGS: #library::__private::Settings = #library::__private::Settings::new();
            type Caller = #library::__private::Anyone;
            type Arguments = ();
            type Extractors = ();
            type Form = ();
            type Output = #library::Result<()>;
            async fn call(_: Self::Caller, (): (), (): (), (): ()) -> Self::Output { ::core::result::Result::Ok(()) }
        }
    }
}

/// Returns a type without values and constructors: it shares the function's name, but not its
/// namespace.
fn hidden_type(function: &Function) -> TokenStream {
    let Function {
        visibility,
        signature,
        ..
    } = function;
    let name = &signature.ident;
    let configured = configured(function);
    quote! {
        #(#configured)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #visibility enum #name {}
    }
}

/// Returns the `#[cfg]` attributes, which remove the generated items together with the function.
fn configured(function: &Function) -> impl Iterator<Item = &Attribute> {
    function
        .attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
}

fn settings(options: &Options) -> TokenStream {
    let Options {
        library,
        public,
        anywhere,
        once,
        no_store,
        typescript: _,
        body,
        timeout,
        rates,
        was,
        revalidates,
    } = options;
    let body = body.map(|bytes| quote! { .body(#bytes) });
    let timeout = timeout.map(|time| quote! { .timeout_ms(#time) });
    let rates = rates.iter().map(|(rate, text)| rate.value(text, library));
    let once = once.then(|| quote! { .once() });
    let no_store = no_store.then(|| quote! { .no_store() });
    let anywhere = anywhere.as_ref().map(|_| quote! { .anywhere() });
    let public = public.then(|| quote! { .public() });
    let revalidates = revalidates
        .as_ref()
        .map(|declared| quote! { .revalidates(&[#(#declared),*]) });
    quote! { #library::__private::Settings::new() #public #anywhere #once #no_store #body #timeout .rates(&[#(#rates),*]) .was(&[#(#was),*]) #revalidates }
}

/// Returns code with which the compiler checks that no `Form`, `Arg` or `Sealed` hides under an
/// alias, and that the form has the fields that a rate counts by.
fn proof(signature: &Signature, options: &Options, form: &TokenStream) -> TokenStream {
    let library = &options.library;
    let rates = options.rates.iter();
    let rates = rates.filter_map(|(rate, text)| rate.proof(text, form, library));
    let others = signature
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Extractor(ty) => Some(ty),
            _ => None,
        });
    let checks = others.map(|ty| {
        let library = library.at(ty.span());
        quote_spanned! { ty.span() =>
            const _: () = ::core::assert!(
                !#library::__private::Probe::<#ty>::OURS,
                "this is a postback `Form`, `Arg` or `Sealed` under another name: write its own name in the signature"
            );
        }
    });
    quote! {
        #[allow(unused_imports)]
        use #library::__private::ProbeFallback as _;
        #(#checks)*
        #(#rates)*
    }
}

#[cfg(test)]
mod tests {
    use super::super::expand;
    use quote::quote;

    #[test]
    fn the_expansion_depends_on_the_input_only() {
        let write = || {
            let item = quote! { pub async fn add(caller: User, Arg(id): Arg<u64>, Form(f): Form<New>) -> Result<()> { Ok(()) } };
            expand(quote! { once }, item).to_string()
        };
        assert_eq!(write(), write());
    }

    #[test]
    fn a_cfg_on_the_function_covers_the_type_and_the_impl() {
        let item = quote! { #[cfg(feature = "x")] async fn add() -> Result<()> { Ok(()) } };
        let text = expand(quote! { public }, item).to_string();
        assert_eq!(text.matches("# [cfg (feature = \"x\")]").count(), 3);
    }

    #[test]
    fn what_is_declared_is_in_the_settings() {
        let write = |options| {
            let item = quote! { async fn add(caller: User) -> Result<()> { Ok(()) } };
            expand(options, item).to_string()
        };
        assert!(!write(quote! {}).contains("revalidates"));
        assert!(write(quote! { revalidates() }).contains(". revalidates (& [])"));
        assert!(
            write(quote! { revalidates("problems", "/settings") })
                .contains(r#". revalidates (& ["problems" , "/settings"])"#)
        );
    }

    #[test]
    fn the_library_is_found_where_the_option_says() {
        let written = |item| {
            let options = quote! { crate = "shop::web", public, once, rate = "1/min per field(name)", revalidates("a") };
            expand(options, item).to_string().replace(' ', "")
        };
        let right = quote! { async fn add(State(db): State<Db>, Arg(id): Arg<u64>, Form(f): Form<New>) -> Result<()> { Ok(()) } };
        let refused = quote! { async fn add(caller: User) -> Result<()> { Ok(()) } };
        for item in [right, refused] {
            let written = written(item);
            assert!(written.contains("implshop::web::Actionforadd"), "{written}");
            assert!(!written.contains("::postback"), "{written}");
        }
    }

    #[test]
    fn a_refused_action_still_has_its_function_and_its_type() {
        let text = expand(
            quote! {},
            quote! { async fn add() -> Result<()> { Ok(()) } },
        )
        .to_string();
        assert!(
            text.contains("compile_error")
                && text.contains("async fn add")
                && text.contains("enum add")
        );
    }
}
