//! Cookies that nobody has set: forged, replayed, tossed by a neighbour, far too long.

use super::wire::{Answer, Net, URL};

/// The state cookie that a message of this text leaves at `path`: name and value.
async fn left(net: &Net, path: &str, text: &str) -> (String, String) {
    let target = net.target(path, "act").await;
    let answer = net
        .post(&target, URL, format!("text={text}").as_bytes())
        .await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let (name, value) = cookie.split_once('=').unwrap();
    (name.to_owned(), value.to_owned())
}

async fn with(net: &Net, path: &str, cookies: &str) -> Answer {
    net.get(path, &format!("Cookie: {cookies}\r\n")).await
}

fn is_cleared(answer: &Answer) -> bool {
    let cookies = answer.all_of("set-cookie");
    cookies.iter().any(|cookie| cookie.contains("Max-Age=0"))
}

#[tokio::test]
async fn a_state_of_another_page_another_server_or_nobody_shows_nothing_and_is_cleared() {
    let net = Net::new().await;
    let (name, value) = left(&net, "/", "Mine").await;
    let (_, elsewhere) = left(&net, "/silent", "Mine").await;
    let (_, others) = left(&Net::new().await, "/", "Mine").await;
    let mut flipped = value.clone().into_bytes();
    flipped[20] ^= 1;
    for forged in [
        elsewhere,
        others,
        String::from_utf8(flipped).unwrap(),
        value[1..].to_owned(),
        value.clone() + "A",
        "A".repeat(value.len()),
        "A".repeat(30_000),
        "%00".to_owned(),
        "<evil>".to_owned(),
        String::new(),
    ] {
        let answer = with(&net, "/", &format!("{name}={forged}")).await;
        assert_eq!(answer.status, 200);
        assert!(
            !answer.text().contains("Mine") && !answer.text().contains("evil"),
            "{forged}"
        );
        assert!(is_cleared(&answer), "{forged}");
    }
    // The page was looked at: the browser is told to forget it. Whoever keeps it sees his own message again.
    for _ in 0..2 {
        let answer = with(&net, "/", &format!("{name}={value}")).await;
        assert!(answer.text().contains("Mine") && is_cleared(&answer));
        assert_eq!(answer.header("cache-control"), "private, no-cache");
    }
    assert_eq!(net.ran.taken(), ["act", "act"]);
}

/// A message that the server had for somebody else, which a subdomain sets for the whole domain.
#[tokio::test]
async fn what_a_subdomain_can_set_is_not_looked_at() {
    let net = Net::new().await;
    let (name, mine) = left(&net, "/", "Mine").await;
    let (_, tossed) = left(&net, "/", "Tossed").await;
    let plain = name
        .strip_prefix("__Host-")
        .expect("it is on https")
        .to_owned();
    for cookies in [
        format!("{plain}={tossed}"),
        format!("{plain}={tossed}; {plain}={tossed}"),
        // Browsers refuse to store these, and send them as they are.
        format!("__host-{plain}={tossed}"),
        format!("__Host-{plain}x={tossed}"),
        format!("=__Host-{plain}={tossed}"),
    ] {
        let answer = with(&net, "/", &cookies).await;
        assert!(!answer.text().contains("Tossed"), "{cookies}");
        for both in [
            format!("{cookies}; {name}={mine}"),
            format!("{name}={mine}; {cookies}"),
        ] {
            let answer = with(&net, "/", &both).await;
            assert!(
                answer.text().contains("Mine") && !answer.text().contains("Tossed"),
                "{both}"
            );
        }
    }
}

/// Of an answer that broke off, a browser keeps half a cookie beside the whole one. Of several the first counts
/// that can be read, and only what this app has sealed can.
#[tokio::test]
async fn of_two_with_one_name_the_first_that_can_be_read_counts() {
    let net = Net::new().await;
    let (name, mine) = left(&net, "/", "Mine").await;
    for (first, second) in [(&*mine, "x"), ("x", &*mine)] {
        for cookies in [
            format!("{name}={first}; {name}={second}"),
            format!("{name}={first}\r\nCookie: {name}={second}"),
        ] {
            let answer = with(&net, "/", &cookies).await;
            assert!(answer.text().contains("Mine"), "{cookies}");
            assert!(is_cleared(&answer));
        }
    }
}

#[tokio::test]
async fn cookies_that_are_none_or_far_too_long_are_no_error() {
    let net = Net::new().await;
    let (name, mine) = left(&net, "/", "Mine").await;
    for junk in [
        "a=".to_owned() + &"b".repeat(100_000),
        "a=b; ".repeat(20_000),
        format!("{name}=") + &"=".repeat(100_000),
        "pb_=; ".repeat(10_000),
        ";;;=;==;".to_owned(),
        "\u{ff}\u{fe}".to_owned(),
    ] {
        let answer = with(&net, "/", &format!("{name}={mine}; {junk}")).await;
        assert_eq!(answer.status, 200);
        // What stands beside a cookie hides none, bytes that are no text included.
        assert!(answer.text().contains("Mine"));
        let target = net.target("/", "act").await;
        let head = format!("{URL}Cookie: {junk}\r\n");
        assert_eq!(net.post(&target, &head, b"text=a").await.status, 303);
    }
}
