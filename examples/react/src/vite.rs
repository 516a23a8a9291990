//! The front end: from Vite while it is written, from the files of its last build otherwise.

use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, header::CACHE_CONTROL, request::Parts},
};
use maud::{Markup, html};
use serde::Deserialize;
use tower_http::{services::ServeDir, set_header::SetResponseHeader};

/// Set by `@postback/vite`: the request came by way of Vite's server.
const MARK: &str = "postback-vite";

/// What a build has left.
#[derive(Clone, Debug)]
pub struct Vite(Arc<Built>);

#[derive(Debug)]
struct Built {
    entry: String,
    folder: PathBuf,
    /// Nothing before the first build.
    tags: Option<Tags>,
}

/// What a page has to load, whole addresses.
#[derive(Debug, Default)]
struct Tags {
    script: String,
    styles: BTreeSet<String>,
    /// What the script imports, so that the browser need not find out one by one.
    imports: BTreeSet<String>,
}

/// One file of the manifest.
#[derive(Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

impl Vite {
    /// Reads the manifest of the build in `folder`, if there is one.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read, or does not have the entry.
    pub fn open(folder: &Path, entry: &str) -> io::Result<Self> {
        let tags = match std::fs::read(folder.join(".vite/manifest.json")) {
            Ok(manifest) => Some(Tags::of(&serde_json::from_slice(&manifest)?, entry)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new(Built {
            entry: entry.to_owned(),
            folder: folder.to_owned(),
            tags,
        })))
    }

    /// Serves the files of the build below `/assets`. A name changes with what is in the file, so that
    /// browsers keep it for good.
    pub(crate) fn files(&self) -> SetResponseHeader<ServeDir, HeaderValue> {
        let files = ServeDir::new(self.0.folder.join("assets"))
            .precompressed_br()
            .precompressed_gzip();
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        SetResponseHeader::if_not_present(files, CACHE_CONTROL, forever)
    }
}

impl Tags {
    fn of(manifest: &HashMap<String, Chunk>, entry: &str) -> io::Result<Self> {
        let mut tags = Self::default();
        let mut open = vec![entry];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            let chunk = manifest
                .get(name)
                .ok_or_else(|| io::Error::other(format!("the manifest has no `{name}`")))?;
            if !seen.insert(name) {
                continue;
            }
            let address = format!("/{}", chunk.file);
            if name == entry {
                tags.script = address;
            } else {
                tags.imports.insert(address);
            }
            tags.styles
                .extend(chunk.css.iter().map(|css| format!("/{css}")));
            open.extend(chunk.imports.iter().map(String::as_str));
        }
        Ok(tags)
    }
}

/// The tags for the page of one request.
pub(crate) struct FrontEnd {
    vite: Vite,
    is_live: bool,
}

impl FrontEnd {
    pub(crate) fn tags(&self) -> Markup {
        let Built { entry, tags, .. } = &*self.vite.0;
        match tags {
            _ if self.is_live => {
                html! { script type="module" src={ "/@postback/dev/" (entry) } {} }
            }
            Some(Tags {
                script,
                styles,
                imports,
            }) => html! {
                @for style in styles { link rel="stylesheet" href=(style); }
                @for import in imports { link rel="modulepreload" href=(import); }
                script type="module" src=(script) {}
            },
            None => html! {},
        }
    }
}

impl<S: Sync> FromRequestParts<S> for FrontEnd
where
    Vite: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            vite: Vite::from_ref(state),
            is_live: is_live(&parts.headers),
        })
    }
}

/// Whether the page's files come from Vite's server. Never in what is deployed.
pub(crate) fn is_live(headers: &HeaderMap) -> bool {
    cfg!(debug_assertions) && headers.contains_key(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"{
        "src/main.tsx": { "file": "assets/main-1.js", "isEntry": true, "imports": ["_a.js"], "css": ["assets/main-1.css"], "dynamicImports": ["src/late.tsx"] },
        "_a.js": { "file": "assets/a-1.js", "imports": ["_b.js"], "css": ["assets/a-1.css"] },
        "_b.js": { "file": "assets/b-1.js", "imports": ["_a.js"] },
        "src/late.tsx": { "file": "assets/late-1.js" }
    }"#;

    #[test]
    fn a_page_loads_the_entry_and_all_that_it_imports_and_nothing_that_comes_later() {
        let tags = Tags::of(&serde_json::from_str(MANIFEST).unwrap(), "src/main.tsx").unwrap();
        assert_eq!(tags.script, "/assets/main-1.js");
        assert!(
            tags.styles
                .iter()
                .eq(["/assets/a-1.css", "/assets/main-1.css"])
        );
        assert!(tags.imports.iter().eq(["/assets/a-1.js", "/assets/b-1.js"]));
    }

    #[test]
    fn a_manifest_without_the_entry_is_an_error_that_names_it() {
        let error = Tags::of(&HashMap::new(), "src/main.tsx").unwrap_err();
        assert_eq!(error.to_string(), "the manifest has no `src/main.tsx`");
    }

    #[test]
    fn before_the_first_build_there_is_nothing_to_load() {
        let vite = Vite::open(Path::new("/nowhere"), "src/main.tsx").unwrap();
        let built = FrontEnd {
            vite: vite.clone(),
            is_live: false,
        };
        assert_eq!(built.tags().0, "");
        let live = FrontEnd {
            vite,
            is_live: true,
        };
        assert_eq!(
            live.tags().0,
            r#"<script type="module" src="/@postback/dev/src/main.tsx"></script>"#
        );
    }
}
