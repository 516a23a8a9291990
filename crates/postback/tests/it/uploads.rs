//! Files in forms: streamed to the disk, bounded, known by their bytes, and gone when nobody took them.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Form, FromForm, Invalid, Keys, Limits, Page, Postback, Result, Upload, action, actions, page,
};
use postback_testing::{Browser, TestForm, both_ways};

use crate::support::{self, Effects, document};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

#[derive(FromForm, garde::Validate)]
pub(crate) struct Avatar {
    #[garde(length(utf16, min = 2))]
    title: String,
    #[garde(skip)]
    #[form(max = "1 KiB", accept = "image/png, image/jpeg")]
    picture: Upload,
    #[garde(skip)]
    #[form(max = "100 B")]
    letter: Option<Upload>,
    #[garde(length(max = 2))]
    #[form(max = "10 B")]
    notes: Vec<Upload>,
    #[garde(dive)]
    place: Place,
}

#[derive(FromForm, garde::Validate)]
pub(crate) struct Place {
    #[garde(range(max = 90.0))]
    latitude: f64,
}

/// What it got, as text; it keeps the picture where it was told to.
#[action(public)]
async fn upload(State((effects, folder)): State<Site>, Form(form): Form<Avatar>) -> Result<()> {
    let picture = &form.picture;
    let mut told = vec![
        form.title.clone(),
        picture.file_name().to_owned(),
        picture.content_type().to_owned(),
        format!("{} bytes", picture.size()),
    ];
    for file in form.letter.iter().chain(&form.notes) {
        told.push(String::from_utf8(file.bytes().await?)?);
    }
    told.push(form.place.latitude.to_string());
    effects.add(told.join(", "));
    if form.title == "refused" {
        return Err(Invalid::field("title", "is taken"));
    }
    effects.add(form.picture.persist_in(&folder).await?);
    Ok(())
}

type Site = (Effects, PathBuf);

async fn home(page: Page) -> Markup {
    let form = page.form::<upload>();
    let field = form.fields();
    let body = html! {
        (field.title.labelled("Title"))
        (field.picture.labelled("Picture"))
        (field.letter.labelled("Letter"))
        (field.notes.files().labelled("Notes"))
        (field.place.latitude.labelled("Latitude"))
        button { "Send" }
    };
    html! { (document([page.notice(), form.open(body)])) }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Every file below it.
    fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else if path.file_name().unwrap() != "lock" {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.0.path(), &mut found);
        found
    }
}

fn site(folder: &Folder, limits: Limits) -> (Router, Effects) {
    let effects = Effects::default();
    let pages = Router::new().route("/", page(get(home)));
    let app = Postback::new(pages)
        .actions(actions![upload])
        .limits(limits.uploads_in(folder.0.path()))
        .keys(Keys::random())
        .with_state((effects.clone(), folder.0.path().to_path_buf()));
    (app, effects)
}

async fn form(browser: &Browser) -> TestForm {
    let form = browser.get("/").await.form::<upload>();
    form.fill("title", "Cat").fill("place.latitude", "48.2")
}

#[tokio::test]
async fn files_come_beside_nested_data_and_are_kept_under_a_name_of_ours() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new()).0,
        async |browser| {
            let form = form(&browser).await;
            let form = form.attach("picture", "../\u{732b}.png", "text/plain", PNG);
            let page = form.submit().await;
            assert_eq!(page.status(), 200);
            // The picture alone is left: the temporary files are gone.
            let kept = folder.files();
            assert_eq!(kept.len(), 1, "{kept:?}");
            assert_eq!(kept[0].parent(), Some(folder.0.path()));
            assert_eq!(kept[0].extension().unwrap(), "png");
            assert_eq!(std::fs::read(&kept[0]).unwrap(), PNG);
            std::fs::remove_file(&kept[0]).unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn optional_files_and_lists_of_files_arrive_with_what_they_hold() {
    let folder = Folder::new();
    let (app, effects) = site(&folder, Limits::new());
    let form = form(&Browser::new(app)).await;
    let form = form.attach("picture", "cat.png", "", PNG);
    form.clone().submit().await;
    form.attach("letter", "a.txt", "", b"Dear <b>")
        .attach("notes", "1", "", b"one")
        .attach("notes", "2", "", b"two")
        .submit()
        .await;
    let told = effects.all();
    assert_eq!(told[0], "Cat, cat.png, image/png, 16 bytes, 48.2");
    assert_eq!(
        told[2],
        "Cat, cat.png, image/png, 16 bytes, Dear <b>, one, two, 48.2"
    );
}

#[tokio::test]
async fn what_a_browser_may_choose_stands_in_the_control() {
    let folder = Folder::new();
    let (app, _) = site(&folder, Limits::new());
    let html = support::get(&app, "/").await.text();
    for part in [
        " enctype=\"multipart/form-data\"",
        "<input type=\"file\" id=\"upload-picture\" name=\"picture\" required accept=\"image/png,image/jpeg\" data-pb-max=\"1024\" data-pb-file=\"must be a PNG or JPEG file of at most 1 KiB\">",
        "<input type=\"file\" id=\"upload-letter\" name=\"letter\" data-pb-max=\"100\" data-pb-file=\"must be a file of at most 100 bytes\">",
        "<input type=\"file\" id=\"upload-notes\" name=\"notes\" multiple data-pb-max=\"10\" data-pb-file=\"must be a file of at most 10 bytes\">",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[tokio::test]
async fn every_mistake_is_said_at_once_and_a_file_that_is_too_large_is_413() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new()).0,
        async |browser| {
            let form = form(&browser)
                .await
                .fill("title", "x")
                .fill("place.latitude", "91");
            let form = form.attach("picture", "a.png", "image/png", [0; 1025]);
            let form = form.attach("letter", "a", "", [0; 101]);
            let page = form
                .attach("notes", "1", "", b"1")
                .attach("notes", "2", "", b"2")
                .attach("notes", "3", "", b"3")
                .submit()
                .await;
            assert_eq!(page.status(), 413);
            let form = page.form::<upload>();
            let errors = ["title", "picture", "letter", "notes", "place.latitude"]
                .map(|name| form.error(name));
            assert_eq!(
                errors,
                [
                    "must have at least 2 characters",
                    "must be at most 1 KiB",
                    "must be at most 100 bytes",
                    "must have at most 2 entries",
                    "must be at most 90",
                ]
            );
            assert_eq!(
                (form.value("title"), form.value("place.latitude")),
                ("x".to_owned(), "91".to_owned())
            );
            assert!(folder.files().is_empty());
        },
    )
    .await;
}

#[tokio::test]
async fn a_type_is_what_the_bytes_are_and_not_what_the_browser_says() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new()).0,
        async |browser| {
            for bytes in [
                &b"<svg onload=alert(1)>"[..],
                b"<!DOCTYPE html><script>",
                b"GIF89a",
                b"\0\0",
                b"",
            ] {
                let form = form(&browser)
                    .await
                    .attach("picture", "a.png", "image/png", bytes);
                let page = form.submit().await;
                assert_eq!(page.status(), 422);
                assert_eq!(
                    page.form::<upload>().error("picture"),
                    "must be a PNG or JPEG file"
                );
            }
            assert!(folder.files().is_empty());
            let page = form(&browser)
                .await
                .attach("picture", "a.html", "text/html", JPEG)
                .submit()
                .await;
            assert_eq!(page.status(), 200);
            std::fs::remove_file(&folder.files()[0]).unwrap();
            let page = form(&browser).await.submit().await;
            assert_eq!(page.form::<upload>().error("picture"), "is required");
        },
    )
    .await;
}

#[tokio::test]
async fn without_javascript_a_file_that_was_right_has_to_be_chosen_again() {
    let folder = Folder::new();
    let (app, _) = site(&folder, Limits::new());
    for (enhanced, again) in [(false, "must be chosen again"), (true, "")] {
        let browser = if enhanced {
            Browser::enhanced(app.clone())
        } else {
            Browser::new(app.clone())
        };
        let form = form(&browser).await.fill("title", "refused");
        let page = form.attach("picture", "a.png", "", PNG).submit().await;
        assert_eq!(page.status(), 422);
        let form = page.form::<upload>();
        assert_eq!(
            (form.error("title"), form.error("picture")),
            ("is taken".to_owned(), again.to_owned())
        );
        assert_eq!(form.error("letter"), "");
    }
    assert!(folder.files().is_empty());
}

#[tokio::test]
async fn when_there_is_no_room_the_text_stays_and_the_person_is_asked_to_try_again() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new().uploads(15)).0,
        async |browser| {
            let page = form(&browser)
                .await
                .attach("picture", "a.png", "", PNG)
                .submit()
                .await;
            assert_eq!(page.status(), 503);
            assert!(
                page.text().contains("The server is busy"),
                "{}",
                page.text()
            );
            assert_eq!(page.form::<upload>().value("title"), "Cat");
            assert!(folder.files().is_empty());
        },
    )
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_failure_of_ours() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new()).0,
        async |browser| {
            let form = form(&browser).await;
            let away = folder.0.path().with_extension("away");
            std::fs::rename(folder.0.path(), &away).unwrap();
            let page = form.attach("picture", "a.png", "", PNG).submit().await;
            std::fs::rename(&away, folder.0.path()).unwrap();
            assert_eq!(page.status(), 500);
            assert_eq!(page.form::<upload>().value("title"), "Cat");
        },
    )
    .await;
}

#[test]
fn the_limit_of_the_body_comes_from_the_fields() {
    let pages = Router::new().route("/", page(get(home)));
    let app = Postback::new(pages).actions(actions![upload]);
    let listed = app.handle().actions();
    assert_eq!(listed[0].body_limit, 1024 + 100 + 2 * 10 + (64 << 10));
    assert!(listed[0].takes_files);
}

#[tokio::test]
async fn a_file_made_for_a_test_is_checked_like_one_that_was_sent() {
    let avatar = |bytes: &[u8]| Avatar {
        title: "Cat".to_owned(),
        picture: Upload::for_tests("cat.png", bytes),
        letter: None,
        notes: Vec::new(),
        place: Place { latitude: 0.0 },
    };
    let site = (Effects::default(), std::env::temp_dir());
    let form = Form::checked(avatar(PNG)).unwrap();
    upload(State(site.clone()), form).await.unwrap();
    let name = &site.0.all()[1];
    std::fs::remove_file(site.1.join(name)).unwrap();
    assert!(Form::checked(avatar(b"text")).is_err());
    assert!(Form::checked(avatar(&[PNG, &[0; 1024]].concat())).is_err());
}

#[tokio::test]
async fn a_file_is_called_what_the_browser_called_it() {
    let folder = Folder::new();
    let (app, effects) = site(&folder, Limits::new());
    for name in [
        "say \"hi\".png",
        "100%25 %41; a=b.png",
        "\u{732b}\u{1f408}.png",
        "\"",
        "a'b`.png",
    ] {
        let form = form(&Browser::new(app.clone())).await;
        let page = form
            .attach("picture", name, "image/png", PNG)
            .submit()
            .await;
        assert_eq!(page.status(), 200, "{name}");
        let told = effects.all();
        let [.., told, _] = &told[..] else {
            panic!("{told:?}")
        };
        assert_eq!(told, &format!("Cat, {name}, image/png, 16 bytes, 48.2"));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_understood_is_never_nothing() {
    let folder = Folder::new();
    let (app, effects) = site(&folder, Limits::new());
    let target = support::target_of(&app, "/", "upload").await;
    let part = |disposition: &str, content: &str| {
        format!("--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    };
    let png = std::str::from_utf8(&PNG[1..4]).unwrap();
    for letter in [
        "name=\"letter\"; filename*=utf-8''a.txt",
        "name=\"letter\"; filename=\"a \"b\".txt\"",
        "name=\"letter\"; filename=\"a.txt",
        "name=\"letter\" filename=\"a.txt\"",
        "name=\"letter\"",
        "name=\"notes[0]\"; filename=\"a.txt\"",
        "name=\"letter\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64",
        "name=\"letter\"\r\nContent-Type: multipart/mixed; boundary=YY",
    ] {
        for enhanced in [false, true] {
            let body = [
                part("name=\"title\"", "Cat"),
                part("name=\"place.latitude\"", "1"),
                part("name=\"picture\"; filename=\"a.png\"", png),
                part(letter, "Dear"),
                "--XX--\r\n".to_owned(),
            ];
            let mut headers = vec![("content-type", "multipart/form-data ; boundary=\"XX\"")];
            headers.extend(enhanced.then_some(("postback-request", "1")));
            let mut request = support::request("POST", &target, &headers);
            *request.body_mut() = body.concat().into();
            let answer = support::send(&app, request).await;
            assert_eq!(answer.status, 400, "{letter} {}", answer.text());
            let text = answer.text();
            assert!(text.contains("The form could not be read: "), "{text}");
            assert!(
                text.contains("Cat"),
                "what was typed before it is kept: {text}"
            );
            assert_eq!(effects.count(), 0, "{letter}");
            assert!(folder.files().is_empty());
        }
    }
}

#[tokio::test]
async fn of_one_file_field_sent_often_the_last_file_counts_and_no_other_is_left() {
    let folder = Folder::new();
    both_ways(
        async || site(&folder, Limits::new().upload_files(1)).0,
        async |browser| {
            let form = form(&browser)
                .await
                .attach("picture", "a.png", "image/png", JPEG);
            let page = form
                .attach("picture", "b.png", "image/png", PNG)
                .submit()
                .await;
            assert_eq!(page.status(), 200);
            let kept = folder.files();
            assert_eq!(kept.len(), 1, "{kept:?}");
            assert_eq!(kept[0].extension().unwrap(), "png");
            std::fs::remove_file(&kept[0]).unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_file_that_comes_as_its_name_alone_is_never_nothing() {
    let folder = Folder::new();
    let (app, effects) = site(&folder, Limits::new());
    let target = support::target_of(&app, "/", "upload").await;
    for name in ["picture", "letter", "notes"] {
        for enhanced in [false, true] {
            let body = format!("title=Cat&place.latitude=1&{name}=cat.png");
            let answer = support::sent(&app, &target, body, &[], enhanced).await;
            assert_eq!(answer.status, 400);
            let text = answer.text();
            assert!(
                text.contains("multipart/form-data") && text.contains("Cat"),
                "{text}"
            );
        }
    }
    assert_eq!(effects.count(), 0);
    // A field for files that was left empty is none.
    let body = "title=Cat&place.latitude=1&picture=".to_owned();
    let answer = support::sent(&app, &target, body, &[], false).await;
    assert_eq!(answer.status, 422);
}
