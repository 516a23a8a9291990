//! `#[cached]`: expands an async function into one that first queries the cache. Its body becomes
//! an inner function, which is called on a miss with owned arguments.

mod expand;
mod options;
mod parameter;
mod signature;

use proc_macro2::TokenStream;
use quote::quote;

use self::options::Options;
use self::signature::Signature;
use crate::function::Function;

#[allow(
    clippy::needless_pass_by_value,
    reason = "what an attribute macro is given, it owns"
)]
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let function = match Function::read("cached", item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.to_compile_error();
            return quote! { #error #item };
        }
    };
    let checked = syn::parse2::<Options>(options).and_then(|options| {
        let signature = Signature::check(&function, &options.skip)?;
        Ok((options, signature))
    });
    match checked {
        Ok((options, signature)) => expand::cached(&function, &options, &signature),
        // The function remains, so that one mistake causes one error.
        Err(error) => {
            let error = error.to_compile_error();
            let function = function.as_written();
            quote! { #error #function }
        }
    }
}
