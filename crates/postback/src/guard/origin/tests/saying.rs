//! What a refusal says in the log and to the visitor.

use super::*;

fn refusal(headers: Headers) -> CrossOrigin {
    let policy = policy(&["https://trusted.example"]);
    policy
        .check(&map(headers), &Uri::from_static("/settings"))
        .unwrap_err()
}

#[test]
fn the_log_line_says_what_was_compared_and_which_setting_changes_it() {
    let line = refusal(&[
        ("host", b"app.internal:3000"),
        ("origin", b"https://app.example"),
    ])
    .to_string();
    for part in [
        "Origin \"https://app.example\"",
        "Sec-Fetch-Site (none)",
        "host \"app.internal:3000\"",
        "public origins [\"https://trusted.example\"]",
        "Postback::public_origins",
    ] {
        assert!(line.contains(part), "{line}");
    }
    let line = refusal(&[("sec-fetch-site", b"cross-site")]).to_string();
    assert!(
        line.contains("Origin (none), Sec-Fetch-Site \"cross-site\", sent to host (none)"),
        "{line}"
    );
}

#[test]
fn the_log_line_shows_the_authority_where_that_was_compared() {
    let headers = map(&[
        ("host", b"ignored.example"),
        ("origin", b"https://a.example"),
    ]);
    let uri = Uri::from_static("https://example.com/settings");
    let line = policy(&[]).check(&headers, &uri).unwrap_err().to_string();
    assert!(line.contains("host \"example.com\""), "{line}");
    assert!(!line.contains("ignored.example"), "{line}");
}

#[test]
fn every_refusal_names_the_setting_and_shows_other_headers_to_nobody() {
    let evil = b"https://attacker.example".as_slice();
    let cases: [Headers; 6] = [
        &[("sec-fetch-site", b"attacker.example"), ("origin", evil)],
        &[("origin", evil), ("host", b"attacker.example.")],
        &[("origin", b"attacker.example")],
        &[("origin", evil), ("host", b"attacker.example")],
        &[("origin", b"null"), ("host", b"attacker.example")],
        &[("origin", evil), ("origin", evil)],
    ];
    for headers in cases {
        let mut all = headers.to_vec();
        all.push(("cookie", b"session=hunter2"));
        all.push(("authorization", b"Bearer hunter2"));
        let refusal = refusal(&all);
        let line = refusal.to_string();
        assert!(line.contains("Postback::public_origins"), "{line}");
        assert!(!line.contains("hunter2"), "{line}");
        assert!(!line.contains('\n'), "{line}");
        let sentence = refusal.sentence();
        assert!(!sentence.contains("attacker"), "{sentence}");
        assert!(sentence.contains("nothing was changed"), "{sentence}");
    }
}

#[test]
fn the_line_for_null_names_its_usual_cause() {
    for site in [b"".as_slice(), b"cross-site"] {
        let refusal = refusal(&[("origin", b"null"), ("sec-fetch-site", site)]);
        assert!(refusal.sentence().contains("Origin: null"));
        assert!(refusal.to_string().contains("Referrer-Policy: no-referrer"));
    }
}
