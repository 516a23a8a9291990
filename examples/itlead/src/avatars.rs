//! The pictures of members: their storage and their delivery.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::{Path as Segment, Request, State, rejection::PathRejection},
    http::{
        HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse as _, Response},
    routing::get,
};
use postback::{NotFound, Result, Upload};
use tower_http::services::ServeFile;

use crate::App;

/// The extensions of the accepted types, which `accept` in the form names.
const EXTENSIONS: [&str; 3] = ["png", "jpg", "webp"];

/// The folder of the pictures.
#[derive(Clone, Debug)]
pub struct Avatars {
    folder: Arc<Path>,
}

impl Avatars {
    /// Opens this folder, and creates it if it does not exist.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)?;
        Ok(Self {
            folder: folder.into(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stores a picture and returns the name of its file.
    pub(crate) async fn keep(&self, picture: Upload) -> io::Result<String> {
        picture.persist_in(&*self.folder).await
    }

    /// Removes a picture that is not used any more.
    pub(crate) async fn remove(&self, name: &str) {
        if let Err(error) = tokio::fs::remove_file(self.folder.join(name)).await {
            // The file only takes space, so the user need not know.
            tracing::warn!(%error, name, "a picture that nobody shows is still there");
        }
    }
}

/// Returns the URL of a picture.
pub(crate) fn url(name: &str) -> String {
    format!("/avatars/{name}")
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/avatars/{name}", get(show))
}

/// Serves a picture, which is untrusted: its type is the one that its bytes had when it was
/// uploaded, and if a browser showed it as a document, that document could do nothing. No session
/// is required: whoever knows the name has seen the picture.
async fn show(
    State(avatars): State<Avatars>,
    name: std::result::Result<Segment<String>, PathRejection>,
    request: Request,
) -> Result<Response> {
    let name = name.ok().filter(|name| is_ours(name)).ok_or(NotFound)?;
    let mut file = ServeFile::new(avatars.folder.join(&*name));
    let served = file.try_call(request).await.map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            NotFound
        } else {
            error.into()
        }
    });
    let mut response = served?.into_response();
    let headers = response.headers_mut();
    for (header, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (CONTENT_DISPOSITION, "inline"),
        // A new picture has a new name.
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Returns whether it is a name from [`Upload::persist_in`]: 26 letters and digits, and an
/// extension.
fn is_ours(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, extension)| {
        stem.len() == 26
            && stem.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && EXTENSIONS.contains(&extension)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_have_given_are_ours() {
        let stem = "abcdefghijklmnopqrstuvwxyz";
        for extension in EXTENSIONS {
            assert!(is_ours(&format!("{stem}.{extension}")));
        }
        for name in [
            "",
            ".",
            "..",
            "../../itlead.sqlite",
            stem,
            "a.png",
            "abcdefghijklmnopqrstuvwxyz.svg",
            "abcdefghijklmnopqrstuvwxyz.png.png",
            "abcdefghijklmnopqrstuvwxyz.png/",
            "abcdefghijklmnopqrstuvwxyz.PNG",
            "bcdefghijklmnopqrstuvwxyz.png",
            "../defghijklmnopqrstuvwxyz.png",
            "abcdefghijklmnopqrstuvwxy\0.png",
            "abcdefghijklmnopqrstuvwx\u{e9}.png",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
