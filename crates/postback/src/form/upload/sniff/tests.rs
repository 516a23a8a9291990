use proptest::prelude::*;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// Returns a zip archive with empty files of these names.
fn zip(names: &[&str]) -> Vec<u8> {
    let mut zip = Vec::new();
    for name in names {
        zip.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        zip.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        zip.extend(b"\0\0");
        zip.extend(name.as_bytes());
    }
    zip
}

#[test]
fn a_type_is_found_by_its_signature() {
    let mut webp = b"RIFF\x24\0\0\0WEBPVP8 ".to_vec();
    webp.resize(64, 0);
    for (head, mime, extension) in [
        (PNG, "image/png", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg", "jpg"),
        (&webp, "image/webp", "webp"),
        (b"GIF89a\x01\0\x01\0\x80\0\0", "image/gif", "gif"),
        (
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
            "image/avif",
            "avif",
        ),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heif", "heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video/mp4", "mp4"),
        (b"ID3\x03\0\0\0\0\0\0", "audio/mpeg", "mp3"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav", "wav"),
        (b"wOF2\0\x01\0\0", "font/woff2", "woff2"),
        (b"wOFF\0\x01\0\0", "font/woff", "woff"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf", "pdf"),
        (b"%PDF-1.7\n1 0 obj\0", "application/pdf", "pdf"),
        (b"{\\rtf1\\ansi Hello}", "application/rtf", "rtf"),
        (&zip(&["a.txt"]), "application/zip", "zip"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "application/gzip", "gz"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "application/x-ole-storage",
            "bin",
        ),
        (
            b"\x7fELF\x02\x01\x01\0".repeat(8).as_slice(),
            "application/x-executable",
            "elf",
        ),
        (b"\x01\x02\x03\x04", "application/octet-stream", "bin"),
    ] {
        assert_eq!(FileType::of(head), kind(mime, extension), "{head:?}");
        assert_eq!(FileType::of(head).mime, mime);
    }
}

#[test]
fn an_office_file_is_found_behind_its_first_parts() {
    for (names, extension) in [
        (
            &["[Content_Types].xml", "_rels/.rels", "word/document.xml"][..],
            "docx",
        ),
        (
            &[
                "_rels/.rels",
                "docProps/app.xml",
                "docProps/core.xml",
                "xl/workbook.xml",
            ],
            "xlsx",
        ),
        (&["ppt/presentation.xml", "[Content_Types].xml"], "pptx"),
        (
            &["[Content_Types].xml", "_rels/.rels", "customXml/item1.xml"],
            "zip",
        ),
        (&["word/list.txt", "a.txt"], "zip"),
        (&["a.txt", "_rels/", "password/word/a"], "zip"),
    ] {
        assert_eq!(FileType::of(&zip(names)).extension, extension, "{names:?}");
    }
    let whole = zip(&["_rels/.rels", "word/document.xml"]);
    for end in 4..whole.len() {
        assert!(["zip", "docx"].contains(&FileType::of(&whole[..end]).extension));
    }
}

#[test]
fn text_is_what_has_only_bytes_of_text() {
    for head in [
        &b""[..],
        b" ",
        b"Hello, w\xc3\xb6rld\r\n\t\x0c\x1b[0m",
        b"caf\xe9 in Latin-1",
        b"id,name\n1,\"Ada\"\n",
        b"{\"a\": 1}",
        b"\xef\xbb\xbfid;name",
        b"\xff\xfeH\0i\0",
        b"\xfe\xff\0H\0i",
        b"BMW, a maker of cars",
        b"GIF89a=1;alert(1)",
        b"MZ said hello",
        b"ID3 is a tag",
        b"#!/bin/sh\necho",
        b"<3 you",
        b"a < b",
        b"a file cut in the middle of a letter: \xf0\x9f",
    ] {
        assert_eq!(FileType::of(head), TEXT, "{head:?}");
    }
}

#[test]
fn what_a_browser_runs_is_never_plain_text() {
    for (head, kind) in [
        (
            "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\">",
            SVG,
        ),
        ("\n <SVG/onload=alert(1)>", SVG),
        ("\u{feff}<svg>", SVG),
        (
            "<?xml version=\"1.0\"?>\n<!-- Made by me -->\n<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg>",
            SVG,
        ),
        ("<!DOCTYPE svg [ <!ENTITY a \"<b>\"> ]><svg width='1'>", SVG),
        (
            "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>",
            SVG,
        ),
        (
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
            XML,
        ),
        ("<?xml version='1.0'?><!-- no end", XML),
        ("\u{feff}<?XML version='1.0'?><gpx>", XML),
        ("<!DOCTYPE html><title>a</title>", HTML),
        ("<html lang=en>", HTML),
        ("<html\nlang=en>", HTML),
        ("\t<script >alert(1)", HTML),
        ("<!-- a page --><svg", SVG),
        ("<!-- a page --> <p>with <svg> in it", HTML),
        ("<!--no end", HTML),
        ("<p>Hello", HTML),
    ] {
        assert_eq!(FileType::of(head.as_bytes()), kind, "{head}");
    }
    // With a NUL byte no rule for text applies, and the type is the harmless one.
    for head in ["<html >\0", "<?xml version='1.0'?><svg>\0", "#!/bin/sh\0"] {
        assert_eq!(FileType::of(head.as_bytes()), BINARY, "{head}");
    }
}

proptest! {
    #[test]
    fn any_bytes_have_a_type(
        start in prop::sample::select(vec![
            &b""[..], PNG, b"PK\x03\x04", b"<", b"<!", b"<?xml", b"<!DOCTYPE [", b"\x28\xb5\x2f\xfd",
            b"\x50\x2a\x4d\x18", b"\0\0\0\x1cftyp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1aE\xdf\xa3",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let head = [start, &rest].concat();
        let kind = FileType::of(&head);
        prop_assert!(kind.mime.contains('/'));
        prop_assert!(!kind.extension.is_empty());
        prop_assert!(kind.extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    }

    #[test]
    fn text_in_any_order_has_a_type(head in "(<|>|!|\\[|\\]|-|\\?|/|svg|xml|html|:| |a){0,40}") {
        let kind = FileType::of(head.as_bytes());
        prop_assert!([TEXT, HTML, XML, SVG].contains(&kind));
    }
}
