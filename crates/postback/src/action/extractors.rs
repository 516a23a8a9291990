//! The extractors of an action, which run from left to right.

use std::future::Future;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

/// A tuple of up to 16 extractors.
pub trait Extractors<S>: Sized + Send + 'static {
    #[doc(hidden)]
    fn extract(parts: &mut Parts, state: &S)
    -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<S: Sync> Extractors<S> for () {
    async fn extract(_: &mut Parts, _: &S) -> Result<Self, Response> {
        Ok(())
    }
}

macro_rules! extractors {
    ($($name:ident)+) => {
        impl<S: Send + Sync, $($name: FromRequestParts<S> + Send + 'static),+> Extractors<S> for ($($name,)+) {
            async fn extract(parts: &mut Parts, state: &S) -> Result<Self, Response> {
                Ok(($($name::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?,)+))
            }
        }
    };
}

extractors!(A);
extractors!(A B);
extractors!(A B C);
extractors!(A B C D);
extractors!(A B C D E);
extractors!(A B C D E F);
extractors!(A B C D E F G);
extractors!(A B C D E F G H);
extractors!(A B C D E F G H I);
extractors!(A B C D E F G H I J);
extractors!(A B C D E F G H I J K);
extractors!(A B C D E F G H I J K L);
extractors!(A B C D E F G H I J K L M);
extractors!(A B C D E F G H I J K L M N);
extractors!(A B C D E F G H I J K L M N O);
extractors!(A B C D E F G H I J K L M N O P);
