//! The submission of a form: the "entry list" of HTML, and its three encodings.

use crate::controls::{Button, Control, File, Kind};

/// A submitted name and value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// A text or a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    File(File),
}

/// The encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Enctype {
    Urlencoded,
    Multipart,
    Plain,
}

impl Enctype {
    /// Parses the attribute; an unknown or missing one is URL-encoded.
    pub(crate) fn of(attribute: Option<&str>) -> Self {
        match attribute.map(str::to_ascii_lowercase).as_deref() {
            Some("multipart/form-data") => Self::Multipart,
            Some("text/plain") => Self::Plain,
            _ => Self::Urlencoded,
        }
    }
}

/// Returns the successful controls in the order of the page, including the pressed button.
pub(crate) fn entries(controls: &[Control], submitter: Option<usize>) -> Vec<Entry> {
    let mut list = Vec::new();
    for (index, control) in controls.iter().enumerate() {
        if control.disabled {
            continue;
        }
        match &control.kind {
            Kind::Button(button) if Some(index) == submitter => {
                pressed(&control.name, button, &mut list);
            }
            Kind::Button(_) => {}
            _ if control.name.is_empty() => {}
            kind => values(kind, &control.name, &mut list),
        }
    }
    for entry in &mut list {
        entry.name = with_crlf(&entry.name);
        if let Value::Text(text) = &mut entry.value {
            *text = with_crlf(text);
        }
    }
    list
}

fn text(name: &str, value: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        value: Value::Text(value.to_owned()),
    }
}

fn pressed(name: &str, button: &Button, list: &mut Vec<Entry>) {
    if button.image {
        let prefix = if name.is_empty() {
            String::new()
        } else {
            format!("{name}.")
        };
        list.push(text(&format!("{prefix}x"), "0"));
        list.push(text(&format!("{prefix}y"), "0"));
    } else if !name.is_empty() {
        list.push(text(name, &button.value));
    }
}

fn values(kind: &Kind, name: &str, list: &mut Vec<Entry>) {
    match kind {
        Kind::Input { of_type, .. }
            if of_type.name == "hidden" && name.eq_ignore_ascii_case("_charset_") =>
        {
            list.push(text(name, "UTF-8"));
        }
        Kind::Input { value, .. } | Kind::Area { value } => list.push(text(name, value)),
        Kind::Check { value, on, .. } => {
            if *on {
                list.push(text(name, value));
            }
        }
        Kind::Select { options, .. } => {
            let chosen = options
                .iter()
                .filter(|option| option.selected && !option.disabled);
            list.extend(chosen.map(|option| text(name, &option.value)));
        }
        Kind::Files { files, .. } => {
            let none = File {
                name: String::new(),
                content_type: "application/octet-stream".to_owned(),
                bytes: Vec::new(),
            };
            let files = if files.is_empty() {
                std::slice::from_ref(&none)
            } else {
                files
            };
            list.extend(files.iter().map(|file| Entry {
                name: name.to_owned(),
                value: Value::File(file.clone()),
            }));
        }
        Kind::Button(_) => {}
    }
}

/// Normalises every line break to CR LF.
fn with_crlf(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.replace('\n', "\r\n")
}

/// Returns name and value as text; a file is represented by its name.
fn as_text(entry: &Entry) -> (&str, &str) {
    let value = match &entry.value {
        Value::Text(text) => text,
        Value::File(file) => &file.name,
    };
    (&entry.name, value)
}

/// Encodes the entries as the query of a URL or a URL-encoded body.
pub(crate) fn urlencoded(list: &[Entry]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(list.iter().map(as_text))
        .finish()
}

/// Returns the content type and the body of a POST.
pub(crate) fn encode(enctype: Enctype, list: &[Entry]) -> (String, Vec<u8>) {
    match enctype {
        Enctype::Urlencoded => {
            let media = "application/x-www-form-urlencoded".to_owned();
            (media, urlencoded(list).into_bytes())
        }
        Enctype::Plain => {
            let mut body = String::new();
            for (name, value) in list.iter().map(as_text) {
                body.extend([name, "=", value, "\r\n"]);
            }
            ("text/plain".to_owned(), body.into_bytes())
        }
        Enctype::Multipart => multipart(list),
    }
}

fn multipart(list: &[Entry]) -> (String, Vec<u8>) {
    let mut attempt = 0_u32;
    loop {
        let boundary = format!("----PostbackTestingBoundary{attempt:08}");
        let body = parts(list, &boundary);
        let found = body
            .windows(boundary.len())
            .filter(|at| *at == boundary.as_bytes());
        if found.count() == list.len() + 1 {
            return (format!("multipart/form-data; boundary={boundary}"), body);
        }
        attempt += 1;
    }
}

fn parts(list: &[Entry], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for entry in list {
        let name = quoted(&entry.name);
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        body.extend_from_slice(head.as_bytes());
        match &entry.value {
            Value::Text(text) => {
                body.extend_from_slice(b"\r\n\r\n");
                body.extend_from_slice(text.as_bytes());
            }
            Value::File(file) => {
                let (name, media) = (quoted(&file.name), &file.content_type);
                let rest = format!("; filename=\"{name}\"\r\nContent-Type: {media}\r\n\r\n");
                body.extend_from_slice(rest.as_bytes());
                body.extend_from_slice(&file.bytes);
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// Escapes a name between quotes: HTML escapes three characters and keeps the rest as UTF-8.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_becomes_the_same() {
        assert_eq!(with_crlf("a\rb\nc\r\nd\n\r"), "a\r\nb\r\nc\r\nd\r\n\r\n");
    }

    #[test]
    fn urlencoding_is_that_of_html() {
        let list = [text("a b", "\u{e9}*-._~&=+\r\n"), text("c", "")];
        assert_eq!(urlencoded(&list), "a+b=%C3%A9*-._%7E%26%3D%2B%0D%0A&c=");
    }

    #[test]
    fn multipart_escapes_names_and_leaves_values() {
        let file = File {
            name: "a\"b\n.txt".to_owned(),
            content_type: "text/plain".to_owned(),
            bytes: b"x\ny".to_vec(),
        };
        let list = [
            text("n\"\r\n", "v\"%"),
            Entry {
                name: "f".to_owned(),
                value: Value::File(file),
            },
        ];
        let (media, body) = encode(Enctype::Multipart, &list);
        let boundary = media
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        assert_eq!(
            String::from_utf8(body).unwrap(),
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"n%22%0D%0A\"\r\n\r\nv\"%\r\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a%22b%0A.txt\"\r\n\
                 Content-Type: text/plain\r\n\r\nx\ny\r\n--{boundary}--\r\n"
            )
        );
    }

    #[test]
    fn the_boundary_is_never_part_of_the_content() {
        let first = "----PostbackTestingBoundary00000000";
        let (media, _) = encode(Enctype::Multipart, &[text("a", first)]);
        assert!(media.ends_with("00000001"), "{media}");
    }
}
