//! Pictures of members: uploaded, shown, replaced, removed, and served as pictures only.

use axum::{Router, body::Body, http::Request, response::Response};
use itlead::actions::profile::{remove_avatar, set_avatar, update_profile};
use postback_testing::{Browser, TestPage, both_ways};
use tower::ServiceExt as _;

use crate::support::{app, demo, sign_in, sign_up};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
const WEBP: &[u8] = b"RIFF\x1a\0\0\0WEBPVP8L";

/// Chooses a file in the settings and saves it.
async fn send(browser: &Browser, name: &str, bytes: impl Into<Vec<u8>>) -> TestPage {
    let page = browser.get("/settings").await;
    let form = page.form::<set_avatar>();
    form.attach("New picture", name, "image/png", bytes)
        .submit()
        .await
}

/// Returns the URL of the picture in the header.
fn shown(page: &TestPage) -> Option<String> {
    let image = "header .who img";
    page.has(image).then(|| page.attr(image, "src").unwrap())
}

async fn served(app: &Router, path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_picture_stands_in_the_header_of_every_page_and_larger_in_the_settings() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/settings").await;
        assert_eq!(shown(&page), None);
        assert!(!page.has("form[action*=remove_avatar]"));
        assert_eq!(page.find("header .who .initials"), "RD");

        for (name, bytes) in [("me.png", PNG), ("me.jpg", JPEG), ("me.webp", WEBP)] {
            let page = send(&browser, name, bytes).await;
            assert_eq!(page.status(), 200);
            assert_eq!(page.url(), "/settings");
            assert_eq!(page.notice(), "Your picture is saved.");
            let url = shown(&page).unwrap();
            assert_eq!(page.attr("main .avatar", "src"), Some(url.clone()));
            assert_eq!(page.attr("header .who img", "alt").as_deref(), Some(""));
            assert_eq!(page.find("header .who"), "Settings of Robin Demo");
            let page = browser.get("/dashboard").await;
            assert_eq!(shown(&page), Some(url));
        }
    })
    .await;
}

#[tokio::test]
async fn another_picture_takes_the_place_of_the_first_and_removing_it_leaves_the_initials() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let first = shown(&send(&browser, "me.png", PNG).await).unwrap();
        assert_eq!(browser.get(&first).await.status(), 200);

        // A PNG is stored as one, whatever its name.
        let page = send(&browser, "me.jpg", PNG).await;
        let second = shown(&page).unwrap();
        assert_eq!(second.split_once('.').unwrap().1, "png");
        assert_ne!(second, first);
        assert_eq!(browser.get(&first).await.status(), 404);
        assert_eq!(browser.get(&second).await.status(), 200);

        let page = page.form::<remove_avatar>().submit().await;
        assert_eq!(page.notice(), "Your picture is removed.");
        assert_eq!(shown(&page), None);
        assert_eq!(page.find("header .who .initials"), "RD");
        assert_eq!(browser.get(&second).await.status(), 404);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_the_field_and_the_old_one_stays() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let before = shown(&send(&browser, "me.png", PNG).await);
        for (name, bytes) in [
            ("a.png", &b"just text"[..]),
            (
                "a.svg",
                b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            ),
            ("a.png", b"<!DOCTYPE html><script>alert(1)</script>"),
            ("a.gif", b"GIF89a"),
            ("a.png", b""),
        ] {
            let page = send(&browser, name, bytes).await;
            assert_eq!(page.status(), 422);
            assert_eq!(
                page.form::<set_avatar>().error("picture"),
                "must be a PNG, JPEG or WEBP file"
            );
            assert_eq!(shown(&page), before);
        }
        let page = browser.get("/settings").await;
        let page = page.form::<set_avatar>().submit().await;
        assert_eq!(page.status(), 422);
        assert_eq!(page.form::<set_avatar>().error("picture"), "is required");
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_413_and_everything_else_stays_as_it_was() {
    const MIB: usize = 1 << 20;
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let before = shown(&send(&browser, "me.png", PNG).await);
        // Above the limit of the field, and above that of the whole body.
        for (size, error) in [(2 * MIB + 1, "must be at most 2 MiB"), (3 * MIB, "")] {
            let mut bytes = PNG.to_vec();
            bytes.resize(size, 0);
            let page = send(&browser, "me.png", bytes).await;
            assert_eq!(page.status(), 413);
            assert_eq!(page.form::<set_avatar>().error("picture"), error);
            assert_eq!(shown(&page), before);
            assert_eq!(page.form::<update_profile>().value("Name"), "Robin Demo");
        }
        let mut bytes = PNG.to_vec();
        bytes.resize(2 * MIB, 0);
        assert_eq!(send(&browser, "me.png", bytes).await.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_gets_the_picture_and_pages_for_everybody_show_none() {
    let app = app().await;
    let (robin, ada) = (Browser::new(app.clone()), Browser::enhanced(app));
    sign_in(&robin).await;
    sign_up(&ada, "ada@example.org").await;
    let hers = shown(&send(&ada, "ada.png", PNG).await);
    let his = shown(&send(&robin, "me.png", PNG).await);
    assert!(his.is_some() && hers.is_some() && his != hers);
    assert_eq!(shown(&ada.get("/settings").await), hers);

    for path in ["/browse", "/browse/1"] {
        // Whoever opens the page first.
        for browser in [&robin, &ada] {
            let page = browser.get(path).await;
            assert!(!page.has("img[src*=avatars]"), "{path}");
        }
    }
    let page = robin.get("/settings").await;
    page.form::<remove_avatar>().submit().await;
    assert_eq!(shown(&ada.get("/settings").await), hers);
    assert_eq!(ada.get(&hers.unwrap()).await.status(), 200);
}

#[tokio::test]
async fn a_picture_is_served_as_nothing_but_a_picture() {
    let app = app().await;
    let browser = Browser::new(app.clone());
    sign_in(&browser).await;
    for (bytes, kind) in [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
    ] {
        let url = shown(&send(&browser, "me", bytes).await).unwrap();
        let response = served(&app, &url).await;
        assert_eq!(response.status(), 200);
        for (header, value) in [
            ("content-type", kind),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("content-disposition", "inline"),
            ("cache-control", "private, max-age=31536000, immutable"),
        ] {
            let values: Vec<_> = response.headers().get_all(header).iter().collect();
            assert_eq!(values, [value], "{header}");
        }
        let body = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        assert_eq!(body, bytes);
    }
    // The pages allow the picture and keep their own policy.
    let page = browser.get("/settings").await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
}

#[tokio::test]
async fn no_other_file_is_served_whatever_it_is_called() {
    let app = app().await;
    let browser = Browser::new(app.clone());
    sign_in(&browser).await;
    let url = shown(&send(&browser, "me.png", PNG).await).unwrap();
    let name = url.strip_prefix("/avatars/").unwrap();
    for path in [
        "/avatars/".to_owned(),
        "/avatars/..".to_owned(),
        "/avatars/../Cargo.toml".to_owned(),
        "/avatars/..%2fCargo.toml".to_owned(),
        "/avatars/%2e%2e%2fCargo.toml".to_owned(),
        "/avatars/..%5cCargo.toml".to_owned(),
        "/avatars/%2fetc%2fpasswd".to_owned(),
        "/avatars/%ff.png".to_owned(),
        "/avatars/abcdefghijklmnopqrstuvwxyz.png".to_owned(),
        format!("/avatars/.%2f{name}"),
        format!("/avatars/{name}%00"),
        format!("/avatars/{name}/"),
        format!("/avatars//{name}"),
        format!("/avatars/{}", name.replace(".png", ".svg")),
        format!("/avatars/{}", name.replace(".png", "")),
    ] {
        assert_eq!(served(&app, &path).await.status(), 404, "{path}");
    }
    assert_eq!(served(&app, &url).await.status(), 200);
}

#[tokio::test]
async fn what_a_file_is_called_has_no_part_in_where_it_lies() {
    let browser = demo().await;
    let page = send(&browser, "../../../evil.html", PNG).await;
    let url = shown(&page).unwrap();
    let (stem, extension) = url["/avatars/".len()..].split_once('.').unwrap();
    assert_eq!((stem.len(), extension), (26, "png"));
}
