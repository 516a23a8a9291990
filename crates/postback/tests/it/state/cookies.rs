//! The cookie itself: its attributes, and every way in which it can be wrong.

use postback::Keys;
use postback_testing::Browser;

use super::once::{clears, posted, with_cookie};
use super::site::{anywhere, app, save, site};
use crate::support::{Answer, get, query_of, request, send};

async fn cookie_of(origin: Option<&str>) -> String {
    let app = site();
    let query = query_of(&get(&app, "/a").await, "say");
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", "app.example"),
    ];
    headers.extend(origin.map(|origin| ("origin", origin)));
    let mut request = request("POST", &format!("/a?{query}"), &headers);
    *request.body_mut() = axum::body::Body::from("text=Hello");
    let answer = send(&app, request).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.cookies()[0].to_owned()
}

#[tokio::test]
async fn on_https_it_is_pinned_to_the_host() {
    let cookie = cookie_of(Some("https://app.example")).await;
    assert!(cookie.starts_with("__Host-pb_"), "{cookie}");
    for attribute in [
        "; Path=/;",
        "; Max-Age=60;",
        "; HttpOnly;",
        "; SameSite=Lax",
        "; Secure",
    ] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    // Without an `Origin` the public origins say what the browser sees.
    assert!(cookie_of(None).await.starts_with("__Host-pb_"));
}

#[tokio::test]
async fn on_http_it_is_plain_so_that_the_browser_keeps_it() {
    let cookie = cookie_of(Some("http://app.example")).await;
    assert!(
        cookie.starts_with("pb_") && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"));
}

#[tokio::test]
async fn a_browser_keeps_sends_and_drops_it_on_both_schemes() {
    for (site, origin) in [
        (site(), "https://app.example"),
        (anywhere(), "https://app.example"),
        (anywhere(), "http://app.example"),
    ] {
        let browser = Browser::new(site).origin(origin);
        let page = browser
            .get("/a")
            .await
            .form::<save>()
            .fill("text", "Ada")
            .submit()
            .await;
        assert_eq!(page.find("#saved"), "Ada", "{origin}");
        assert!(!browser.get("/a").await.has("#saved"));
        assert_eq!(browser.refused_cookies(), [""; 0]);
    }
}

async fn at_public_host(app: &axum::Router, cookie: &str) -> Answer {
    let headers = [("host", "app.example"), ("cookie", cookie)];
    send(app, request("GET", "/a", &headers)).await
}

/// A subdomain can set cookies for the whole domain, but none whose name begins with `__Host-`. What it
/// would set is a message that the server has sealed for somebody else.
#[tokio::test]
async fn on_https_a_cookie_that_a_subdomain_can_set_is_not_looked_at() {
    let app = site();
    let own = posted(&app, "/a", "say", "text=Own").await;
    let others = posted(&app, "/a", "say", "text=Tossed").await;
    let tossed = others.strip_prefix("__Host-").unwrap();
    let answer = at_public_host(&app, tossed).await;
    assert!(!answer.text().contains("Tossed") && !clears(&answer));
    for cookies in [format!("{tossed}; {own}"), format!("{own}; {tossed}")] {
        let answer = at_public_host(&app, &cookies).await;
        assert!(answer.text().contains("Own") && !answer.text().contains("Tossed"));
        assert!(clears(&answer));
    }
}

#[tokio::test]
async fn what_cannot_be_read_shows_nothing_and_is_cleared() {
    let keys = Keys::random();
    let app = app(keys);
    let good = posted(&app, "/a", "save", "text=Ada").await;
    let (name, sealed) = good.split_once('=').unwrap();
    let of_b = posted(&app, "/b", "save", "text=Ada").await;
    let of_others = posted(&site(), "/a", "save", "text=Ada").await;
    let mut forged = vec![
        String::new(),
        "x".to_owned(),
        "a".repeat(7000),
        format!("{sealed}A"),
        format!("\"{sealed}\""),
        of_b.split_once('=').unwrap().1.to_owned(),
        of_others.split_once('=').unwrap().1.to_owned(),
    ];
    for at in (0..sealed.len()).step_by(7) {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        forged.push(String::from_utf8(bytes).unwrap());
    }
    for value in forged {
        let answer = with_cookie(&app, "GET", "/a", &format!("{name}={value}")).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains("is done"), "{value}");
        assert!(clears(&answer), "{value}");
    }
    let answer = with_cookie(&app, "GET", "/a", &good).await;
    assert!(answer.text().contains("is done"));
}

/// Browsers take the headers of an answer that breaks off over http: a cookie without its attributes stays in
/// the folder of that page, and is sent before the others.
#[tokio::test]
async fn a_cookie_of_an_answer_that_broke_off_does_not_hide_the_next_one() {
    let app = site();
    let good = posted(&app, "/a", "save", "text=Ada").await;
    let broken = &good[..good.len() - 9];
    for cookies in [
        format!("{broken}; {good}"),
        format!("{good}; {broken}"),
        format!("{broken}; {broken}; {good}"),
    ] {
        let answer = with_cookie(&app, "GET", "/a", &cookies).await;
        assert!(answer.text().contains("is done"), "{cookies}");
        assert!(clears(&answer), "{cookies}");
    }
}

#[tokio::test]
async fn a_deploy_with_other_keys_shows_nothing_and_breaks_nothing() {
    let cookie = posted(&site(), "/a", "save", "text=Ada").await;
    let answer = with_cookie(&site(), "GET", "/a", &cookie).await;
    assert!(clears(&answer) && !answer.text().contains("Ada"));
}

#[tokio::test]
async fn odd_cookie_headers_are_no_error() {
    let app = site();
    let good = posted(&app, "/a", "save", "text=Ada").await;
    let name = good.split('=').next().unwrap();
    for header in [
        "pb_".to_owned(),
        "pb_=".to_owned(),
        ";;;=;pb_a=b;=pb_".to_owned(),
        name.to_owned(),
        format!("__Host-{name}=x"),
        format!("a={}", "b".repeat(60_000)),
        format!("{name}={}", "=".repeat(60_000)),
    ] {
        let answer = with_cookie(&app, "GET", "/a", &header).await;
        assert_eq!(answer.status, 200, "{header:.60}");
    }
    // Not UTF-8 beside a good one, and in a header of its own.
    let mut request = request("GET", "/a", &[("cookie", &good)]);
    let odd = http::HeaderValue::from_bytes(b"x=\xff\xfe; pb_y=\xff").unwrap();
    request.headers_mut().append("cookie", odd);
    let answer = send(&app, request).await;
    assert!(answer.status == 200 && answer.text().contains(">Ada<"));
}
