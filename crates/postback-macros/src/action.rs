//! `#[action]`: expands an async function into the function, a hidden type of the same name and one
//! `impl Action`. The expansion contains no generic code: the work is done by library code, which
//! is compiled once.

mod expand;
mod options;
mod rate;
mod signature;
mod typescript;

use proc_macro2::TokenStream;
use quote::quote;

use self::options::Options;
use self::signature::Signature;
use crate::attribute::Library;
use crate::function::Function;

#[allow(
    clippy::needless_pass_by_value,
    reason = "what an attribute macro is given, it owns"
)]
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let function = match Function::read("action", item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.to_compile_error();
            return quote! { #error #item };
        }
    };
    let (library, checked) = match syn::parse2::<Options>(options) {
        Ok(options) => (
            options.library.clone(),
            Signature::check(&function, options.public).map(|signature| (options, signature)),
        ),
        Err(error) => (Library::default(), Err(error)),
    };
    match checked {
        Ok((options, signature)) => expand::action(&function, &options, &signature),
        // The function and the type remain, so that one mistake causes one error.
        Err(error) => {
            let error = error.to_compile_error();
            // Among the items of an `impl` the type would be another error.
            let rest = if function.signature.receiver().is_some() {
                function.as_written()
            } else {
                expand::stand_in(&function, &library)
            };
            quote! { #error #rest }
        }
    }
}
