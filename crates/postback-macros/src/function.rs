//! The function that an attribute stands on.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Result, Token, Visibility};

/// A function with its body left as tokens: half-typed code keeps its completion in an editor.
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
    /// The item is no function. The name of the attribute is for the sentence.
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

    /// The function as it was written.
    pub(crate) fn kept(&self) -> TokenStream {
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
