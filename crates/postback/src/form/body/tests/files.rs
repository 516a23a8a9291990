//! Files on their way to the disk.

use std::path::Path;

use super::*;
use crate::form::submitted::SentFile;

fn file(name: &str, file_name: &str, content: &str) -> String {
    format!(
        "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: text/plain\r\n\r\n{content}\r\n"
    )
}

async fn read_files(parts: &[String]) -> Sent {
    let body = parts.concat() + "--XX--\r\n";
    let (sent, ended) = read_within(&headers(PARTS), body, 100_000, &Limits::new()).await;
    assert_eq!(ended, Ok(()));
    sent
}

/// Returns the files as text, with the reason for those that were skipped.
fn told(sent: &Sent) -> Vec<(String, String)> {
    let files = sent.files.iter().map(|(name, file)| {
        let told = match file {
            SentFile::Whole(upload) => std::fs::read_to_string(upload.path()).unwrap(),
            passed_over => format!("{passed_over:?}"),
        };
        (name.clone(), told)
    });
    files.collect()
}

#[tokio::test]
async fn a_file_lies_on_the_disk_as_long_as_it_is_held() {
    let sent = read_files(&[file("file", "../\u{e9}.txt", "0123456789")]).await;
    let [(name, SentFile::Whole(upload))] = &sent.files[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(
        (&**name, upload.file_name(), upload.size()),
        ("file", "\u{e9}.txt", 10)
    );
    assert!(sent.files_to_choose_again().eq(["file"]));
    let path = upload.path().to_path_buf();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "0123456789");
    drop(sent);
    assert!(!Path::exists(&path));
}

#[tokio::test]
async fn what_is_too_large_is_passed_over_and_what_comes_after_it_is_read() {
    let large = "x".repeat(50_000);
    let after = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCat\r\n".to_owned();
    let sent = read_files(&[file("file", "a", &large), after]).await;
    assert_eq!(told(&sent), pairs(&[("file", "TooLarge")]));
    assert!(sent.has_too_large_a_file());
    assert_eq!(sent.pairs, pairs(&[("title", "Cat")]));
}

#[tokio::test]
async fn a_list_takes_so_many_and_a_file_that_no_field_takes_is_nothing() {
    let many = ["1", "2", "3"].map(|text| file("files", "a", text));
    let sent = read_files(&[&many[..], &[file("other", "b", "4")]].concat()).await;
    let expected = [("files", "1"), ("files", "2"), ("files", "Surplus")];
    assert_eq!(told(&sent), pairs(&expected));
}

#[tokio::test]
async fn no_file_is_nothing_and_an_empty_file_is_a_file() {
    let sent = read_files(&[file("file", "", ""), file("files", "a", "")]).await;
    assert_eq!(told(&sent), pairs(&[("files", "")]));
}

#[tokio::test]
async fn without_room_nothing_is_kept() {
    let body = file("file", "a", "0123456789") + "--XX--\r\n";
    let nine = Limits::new().uploads(9);
    let (sent, ended) = read_within(&headers(PARTS), body, 1000, &nine).await;
    assert_eq!(ended, Err(BodyError::NoRoom(9)));
    assert!(sent.files.is_empty());
}

/// Returns the number of files in the folder, without the lock file.
fn on_disk(folder: &Path) -> usize {
    let directories = std::fs::read_dir(folder).unwrap();
    let files = directories.map(|own| std::fs::read_dir(own.unwrap().path()).unwrap().count());
    files.map(|all| all - 1).sum()
}

#[tokio::test]
async fn of_a_field_for_one_file_that_was_sent_often_one_is_on_the_disk_and_the_last_counts() {
    let folder = tempfile::tempdir().unwrap();
    // The limit is one file, so the previous file is removed before the next is created.
    let one = Limits::new().uploads_in(folder.path()).upload_files(1);
    let many: String = (0..1_990)
        .map(|at| file("file", "a", &at.to_string()))
        .collect();
    let (sent, ended) = read_within(&headers(PARTS), many + "--XX--\r\n", 1 << 20, &one).await;
    assert_eq!(ended, Ok(()));
    assert_eq!(told(&sent), pairs(&[("file", "1989")]));
    assert_eq!(on_disk(folder.path()), 1);

    let last = [file("file", "a", "1"), file("file", "b", &"x".repeat(99))];
    assert_eq!(
        told(&read_files(&last).await),
        pairs(&[("file", "TooLarge")])
    );
    let none_chosen = [file("file", "a", "1"), file("file", "", "")];
    assert_eq!(
        told(&read_files(&none_chosen).await),
        pairs(&[("file", "1")])
    );
}

#[tokio::test]
async fn of_a_list_that_is_full_nothing_more_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let two = Limits::new().uploads_in(folder.path()).upload_files(2);
    let many: String = (0..1_990)
        .map(|at| file("files", "a", &at.to_string()))
        .collect();
    let (sent, ended) = read_within(&headers(PARTS), many + "--XX--\r\n", 1 << 20, &two).await;
    assert_eq!(ended, Ok(()));
    let expected = [("files", "0"), ("files", "1"), ("files", "Surplus")];
    assert_eq!(told(&sent), pairs(&expected));
    assert_eq!(on_disk(folder.path()), 2);
}

#[tokio::test]
async fn there_are_so_many_temporary_files_and_no_more() {
    let one = Limits::new().upload_files(1);
    let body = file("file", "a", "1") + &file("files", "b", "2") + "--XX--\r\n";
    let (_, ended) = read_within(&headers(PARTS), body, 1_000, &one).await;
    assert_eq!(ended, Err(BodyError::TooManyFiles(1)));
    let refused = BodyError::TooManyFiles(1);
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.limit(), Some(("`Limits::upload_files`", 1)));
}
