use super::*;

#[test]
fn a_field_takes_what_it_names() {
    for (accept, sniffed) in [
        (&[][..], "image/svg+xml"),
        (&["image/png"], "image/png"),
        (&["text/csv", "image/png"], "image/png"),
        (&["IMAGE/PNG"], "image/png"),
        (&["image/*"], "image/webp"),
        (&["Image/*"], "image/webp"),
        (&["*/*"], "text/html"),
        (&["image/svg+xml"], "image/svg+xml"),
        (&["text/html"], "text/html"),
        (&["application/xml"], "text/xml"),
        (&["application/gpx+xml"], "text/xml"),
        // Textual formats without a signature.
        (&["text/csv"], "text/plain"),
        (&["text/*"], "text/plain"),
        (&["application/json"], "text/plain"),
        (&["application/ld+json"], "text/plain"),
        // Formats with several names.
        (&["image/jpg"], "image/jpeg"),
        (&["image/heic"], "image/heif"),
        (&["audio/x-wav"], "audio/wav"),
        (&["application/x-zip-compressed"], "application/zip"),
        (&["application/msword"], "application/x-ole-storage"),
        // Formats in the container of another one.
        (&["audio/webm"], "video/webm"),
        (
            &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
            "application/zip",
        ),
    ] {
        assert!(accepts(accept, sniffed), "{accept:?} takes {sniffed}");
    }
}

#[test]
fn a_field_does_not_take_what_it_does_not_name() {
    for (accept, sniffed) in [
        (&["image/png"][..], "image/jpeg"),
        (&["image/png"], "text/plain"),
        (&["image/*"], "video/mp4"),
        (&["image/*"], "imagery/png"),
        (&["im/*"], "image/png"),
        (&["image/*", "text/*"], "application/octet-stream"),
        (&["application/json"], "application/octet-stream"),
        (&["application/pdf"], "text/plain"),
        (&["text/csv"], "application/zip"),
        (&["video/webm"], "audio/webm"),
        (&["*"], "image/png"),
        (&[""], "image/png"),
        (&[".png"], "image/png"),
        // Types that may contain scripts have to be named.
        (&["image/*"], "image/svg+xml"),
        (&["text/*"], "text/html"),
        (&["text/*"], "text/xml"),
        (&["text/plain"], "text/html"),
        (&["text/csv"], "text/html"),
        (&["application/xhtml+json"], "text/html"),
        (&["image/svg+xml"], "text/xml"),
    ] {
        assert!(
            !accepts(accept, sniffed),
            "{accept:?} does not take {sniffed}"
        );
    }
}

#[test]
fn every_name_of_a_type_leads_to_the_one_that_is_sniffed() {
    for (name, ours) in NAMES {
        assert!(accepts(&[name], ours));
        assert!(
            !NAMES.iter().any(|(other, _)| *other == ours),
            "{ours} is not what we say"
        );
    }
}
