use super::*;
use crate::guard::origin::OriginPolicy;
use http::Uri;

fn headers(name: &header::HeaderName, values: &[&str]) -> HeaderMap {
    values
        .iter()
        .map(|value| (name.clone(), HeaderValue::from_str(value).unwrap()))
        .collect()
}

fn overlay_at(
    site: &[(header::HeaderName, &str)],
    sent: &[&str],
    answered: &[&str],
    path: &str,
) -> String {
    let mut request = headers(&header::COOKIE, sent);
    let site: HeaderMap = site
        .iter()
        .map(|(name, value)| (name.clone(), value.parse().unwrap()))
        .collect();
    let way = Journey {
        site: Site::of(&OriginPolicy::default(), &site, &Uri::from_static("/")),
        from: "/account/login",
        to: path,
    };
    overlay(&mut request, &headers(&header::SET_COOKIE, answered), &way);
    let values = request.get_all(header::COOKIE).iter();
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    values.join(" | ")
}

/// Returns the cookies after the response, with https.
fn shown(sent: &[&str], answered: &[&str], path: &str) -> String {
    overlay_at(
        &[(header::ORIGIN, "https://x.app.example")],
        sent,
        answered,
        path,
    )
}

/// Returns the cookies after the response, with http.
fn shown_on_http(answered: &str) -> String {
    overlay_at(
        &[(header::ORIGIN, "http://x.app.example")],
        &[],
        &[answered],
        "/",
    )
}

#[test]
fn what_was_set_replaces_what_was_sent() {
    assert_eq!(
        shown(
            &["a=1; b=2"],
            &["a=3; Path=/; HttpOnly", "c=4; Path=/"],
            "/x"
        ),
        "a=3; b=2; c=4"
    );
}

#[test]
fn an_expired_cookie_is_gone() {
    assert_eq!(
        shown(
            &["a=1; b=2"],
            &["a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
            "/account/x"
        ),
        ""
    );
    assert_eq!(
        shown(
            &["a=1"],
            &["a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
            "/account/x"
        ),
        "a=2"
    );
}

#[test]
fn a_cookie_of_another_path_is_not_sent() {
    assert_eq!(shown(&["a=1"], &["a=2; Path=/admin"], "/settings"), "a=1");
    assert_eq!(
        shown(&["a=1"], &["a=2; Path=/admin"], "/admin/users"),
        "a=2; a=1"
    );
    assert_eq!(
        shown(&["a=1"], &["a=2; Path=/admin"], "/administrator"),
        "a=1"
    );
}

#[test]
fn a_cookie_without_a_path_is_for_the_directory_of_the_page_that_set_it() {
    assert_eq!(shown(&[], &["a=1"], "/account/settings"), "a=1");
    assert_eq!(shown(&[], &["a=1"], "/dashboard"), "");
    assert_eq!(directory("/login"), "/");
    assert_eq!(directory("//x"), "/");
}

#[test]
fn the_later_of_two_equal_cookies_stays() {
    let mut answered = headers(
        &header::SET_COOKIE,
        &["a=1; Path=/", "a=2; Path=/x", "a=3; Path=/"],
    );
    without_overridden(&mut answered);
    let left: Vec<_> = answered
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert_eq!(left, ["a=2; Path=/x", "a=3; Path=/"]);
}

#[test]
fn one_that_browsers_may_refuse_takes_no_other_with_it() {
    for later in [
        "a=2; Path=/; Secure",
        "a=2; Path=/; SameSite=None",
        "a=2; Path=/; Partitioned",
        "a=2; Path=/; HttpOnly",
        "a=2; Path=/; Domain=other.example",
    ] {
        let lines = ["a=1; Path=/", later];
        let mut answered = headers(&header::SET_COOKIE, &lines);
        without_overridden(&mut answered);
        assert_eq!(
            answered.get_all(header::SET_COOKIE).iter().count(),
            2,
            "{later}"
        );
    }
    let nameless = ["=a; Path=/", "=__Host-a; Path=/"];
    let mut answered = headers(&header::SET_COOKIE, &nameless);
    without_overridden(&mut answered);
    assert_eq!(answered.get_all(header::SET_COOKIE).iter().count(), 2);
}

#[test]
fn a_cookie_that_is_not_ascii_hides_no_other_and_stays_as_it_is() {
    let bytes = HeaderValue::from_bytes(b"name=Zo\xeb; sid=old; \xff").unwrap();
    let mut request = HeaderMap::from_iter([(header::COOKIE, bytes)]);
    let way = Journey {
        site: Site::of(
            &OriginPolicy::default(),
            &HeaderMap::new(),
            &Uri::from_static("/"),
        ),
        from: "/",
        to: "/",
    };
    overlay(
        &mut request,
        &headers(&header::SET_COOKIE, &["sid=new", "city=K\u{f6}ln"]),
        &way,
    );
    assert_eq!(
        request[header::COOKIE].as_bytes(),
        [
            &b"name=Zo\xeb; sid=new; \xff; city="[..],
            "K\u{f6}ln".as_bytes()
        ]
        .concat()
    );
    assert_eq!(sent(&request).count(), 4);
}

#[test]
fn what_changes_nothing_leaves_the_header_as_it_came() {
    assert_eq!(
        shown(&["a=1;b=2", "c"], &["b=2; Path=/", "x=; Max-Age=0"], "/"),
        "a=1;b=2 | c"
    );
}

#[test]
fn of_two_with_one_name_the_shortest_path_is_the_last() {
    let two = &["a=deep; a=root"];
    assert_eq!(shown(two, &["a=3; Path=/"], "/account/x"), "a=deep; a=3");
    assert_eq!(
        shown(two, &["a=3; Path=/account"], "/account/x"),
        "a=3; a=root"
    );
    assert_eq!(
        shown(two, &["a=; Path=/; Max-Age=0"], "/account/x"),
        "a=deep"
    );
    // A removed cookie cannot be replaced.
    let removed = &["a=; Path=/; Max-Age=0", "a=3; Path=/"];
    assert_eq!(shown(two, removed, "/account/x"), "a=deep; a=3");
    assert_eq!(shown(two, &removed[..1], "/account/x"), "a=deep");
    // The attributes of both are known.
    let set = &["a=1; Path=/", "a=2; Path=/account", "a=3; Path=/"];
    assert_eq!(shown(&[], set, "/account/x"), "a=2; a=3");
}

#[test]
fn a_longer_path_comes_first() {
    let set = &[
        "r=1; Path=/",
        "d=1; Path=/account",
        "e=1; Path=/account/x",
        "f=1; Path=/account",
    ];
    assert_eq!(
        shown(&["s=1"], set, "/account/x"),
        "e=1; d=1; f=1; s=1; r=1"
    );
}

#[test]
fn what_browsers_refuse_is_not_shown() {
    for refused in [
        "a=1; Domain=other.example",
        "a=1; Domain=example",
        "a=1; SameSite=None",
        "__Host-a=1; Path=/",
        "__Host-a=1; Secure",
        "__host-a=1; Secure; Path=/; Domain=x.app.example",
        "__Secure-a=1",
        "__SECURE-a=1",
        "__Http-a=1; Secure",
        "=__Host-a=1",
        "__Secure-a",
        "=a=1",
        "==",
        "a=1; Partitioned",
        "",
        "; Path=/",
    ] {
        assert_eq!(shown(&[], &[refused], "/account/x"), "", "{refused}");
    }
    assert_eq!(shown_on_http("a=1; Path=/; Secure"), "");
    assert_eq!(shown(&[], &["a=1; Path=/; Secure"], "/"), "a=1");
    let long = format!("a={}; Path=/", "x".repeat(4095));
    assert_eq!(shown(&[], &[&*long], "/").len(), 4097);
    let longer = format!("a={}; Path=/", "x".repeat(4096));
    assert_eq!(shown(&[], &[&*longer], "/"), "");
}

#[test]
fn an_attribute_that_says_nothing_is_not_there() {
    let long = format!("a=1; Path=/{}", "x".repeat(1024));
    for (line, expected) in [
        (&*long, "a=1"),
        ("a=1; Path=x", "a=1"),
        ("a=1; Domain=", "a=1"),
        ("a=1; Max-Age=", "a=1"),
        ("a=1; Max-Age=soon; Max-Age=1x", "a=1"),
        ("a=1; Expires=tomorrow", "a=1"),
        ("a=1; MAX-AGE=-0", ""),
        ("a=1; Max-Age=000", ""),
        ("a=1; Expires=1 Jan 70 0:0:0; Expires=?", ""),
        ("a=1; Max-Age=0; Max-Age=99999999999999999999", "a=1"),
        (" a = \"1;2\" ", "a=\"1"),
        ("a=1=2", "a=1=2"),
        ("alone", "alone"),
    ] {
        assert_eq!(shown(&[], &[line], "/account/x"), expected, "{line}");
    }
}
