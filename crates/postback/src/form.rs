//! temp
use std::sync::Arc;
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}
pub type Pairs = Vec<(String, String)>;
pub trait FromForm: Sized + Send + 'static {
    type Fields<'f>;
    fn decode(pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>>;
    fn write(&self) -> Pairs;
    fn fields(form: &FormContext) -> Self::Fields<'_>;
    fn is_secret(path: &str) -> bool;
    const MULTIPART: bool;
}
impl FromForm for () {
    type Fields<'f> = ();
    fn decode(_: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        Ok(())
    }
    fn write(&self) -> Pairs {
        vec![]
    }
    fn fields(_: &FormContext) {}
    fn is_secret(_: &str) -> bool {
        false
    }
    const MULTIPART: bool = false;
}
#[derive(Debug)]
pub struct Form<T>(pub T);
#[derive(Debug)]
pub struct FormContext {
    id: String,
}
impl FormContext {
    pub fn new(id: String) -> Self {
        Self { id }
    }
    pub fn submitted(self, _: Arc<Pairs>, _: Arc<Vec<FieldError>>) -> Self {
        self
    }
    pub fn filled(self, _: Pairs) -> Self {
        self
    }
    pub fn id(&self) -> &str {
        &self.id
    }
    pub fn errors_left(&self) -> Vec<&FieldError> {
        vec![]
    }
}
pub mod body {
    use super::Pairs;
    use axum::body::Body;
    use http::{HeaderMap, StatusCode};
    pub struct Read {
        pub pairs: Pairs,
        pub bytes: usize,
        pub digest: [u8; 32],
    }
    pub enum BodyError {
        TooLarge { limit: usize },
        Encoding,
    }
    impl BodyError {
        pub fn status(&self) -> StatusCode {
            StatusCode::BAD_REQUEST
        }
        pub fn sentence(&self) -> String {
            String::new()
        }
    }
    pub async fn read(_: &HeaderMap, _: Body, _: usize) -> Result<Read, BodyError> {
        Ok(Read {
            pairs: vec![],
            bytes: 0,
            digest: [0; 32],
        })
    }
    pub fn declared(_: &HeaderMap) -> Result<(), BodyError> {
        Ok(())
    }
}
