//! The function to which an attribute is applied.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Result, Token, Visibility};

/// A function whose body is left as tokens, so that editors can complete unfinished code.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: syn::Signature,
    pub(crate) body: TokenStream,
}

impl Function {
    /// # Errors
    ///
    /// Returns an error if the item is not a function. The message contains the name of the
    /// attribute.
    pub(crate) fn read(attribute: &str, item: TokenStream) -> Result<Self> {
        let function = |input: ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            let visibility = input.parse()?;
            if !(input.peek(Token![async]) || input.peek(Token![fn]) || input.peek(Token![unsafe]))
            {
                return Err(input.error(format!(
                    "#[{attribute}] goes on an async function: `#[{attribute}] async fn name(..) -> Result<..>`",
                )));
            }
            Ok(Self {
                attributes,
                visibility,
                signature: input.parse()?,
                body: input.parse()?,
            })
        };
        function.parse2(item)
    }

    /// Returns the function as written.
    pub(crate) fn as_written(&self) -> TokenStream {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        quote! {
            #(#attributes)*
            #[allow(clippy::missing_errors_doc, clippy::unused_async)]
            #visibility #signature #body
        }
    }
}
