//! Values that come back in headers: none of them ends its line.

use super::wire::{Answer, Net, URL};

const EVIL: [&str; 8] = [
    "/a%0d%0aSet-Cookie:+x=1",
    "/a%0aSet-Cookie:+x=1",
    "/a%0dSet-Cookie:+x=1",
    "/a%00Set-Cookie:+x=1",
    "/a%250d%250aSet-Cookie:+x=1",
    "/a%e5%98%8d%e5%98%8aSet-Cookie:+x=1",
    "/a%c2%85Set-Cookie:+x=1",
    "/a%e2%80%a8Set-Cookie:+x=1",
];

/// Only what we set ourselves, and nowhere a line of the visitor's.
fn is_clean(answer: &Answer) {
    for (name, value) in &answer.headers {
        assert!(!name.eq_ignore_ascii_case("x-injected"), "{answer:?}");
        assert!(
            value
                .bytes()
                .all(|byte| byte == b'\t' || (b' '..0x7f).contains(&byte)),
            "{answer:?}"
        );
    }
    for cookie in answer.all_of("set-cookie") {
        assert!(
            cookie.starts_with("__Host-pb_") || cookie.starts_with("pb_"),
            "{answer:?}"
        );
    }
}

async fn all_ways(net: &Net, body: &str) -> [Answer; 2] {
    let target = net.target("/", "act").await;
    let plain = net.post(&target, URL, body.as_bytes()).await;
    let enhanced = format!("{URL}Postback-Request: 1\r\n");
    let enhanced = net.post(&target, &enhanced, body.as_bytes()).await;
    for answer in [&plain, &enhanced] {
        is_clean(answer);
    }
    [plain, enhanced]
}

#[tokio::test]
async fn a_redirect_has_one_line_and_stays_on_this_site() {
    let net = Net::new().await;
    for evil in EVIL {
        for end in ["to", "local"] {
            let [plain, enhanced] = all_ways(&net, &format!("end={end}&text={evil}")).await;
            let has_control = evil.contains("%0") || evil.contains("%c2%85");
            // `to` is the app's own word, and a wrong one is the app's failure.
            let expected = match (has_control, end) {
                (false, _) => [303, 200],
                (true, "to") => [500, 500],
                (true, _) => [422, 422],
            };
            assert_eq!([plain.status, enhanced.status], expected, "{end} {evil}");
            if !has_control {
                assert!(plain.header("location").starts_with("/a%"), "{plain:?}");
                assert_eq!(enhanced.frame().0["url"], plain.header("location"));
            }
        }
    }
    for elsewhere in [
        "//evil.example",
        "/%5cevil.example",
        "%5c%5cevil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
    ] {
        for (end, expected) in [("to", [500, 500]), ("local", [422, 422])] {
            let answers = all_ways(&net, &format!("end={end}&text={elsewhere}")).await;
            assert_eq!(
                [answers[0].status, answers[1].status],
                expected,
                "{end} {elsewhere}"
            );
            assert!(
                answers
                    .iter()
                    .all(|answer| answer.header("location").is_empty())
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_to_another_site_leads_there_or_nowhere() {
    let net = Net::new().await;
    let injected: Vec<String> = EVIL
        .iter()
        .map(|evil| format!("https://pay.example{evil}"))
        .collect();
    let others = [
        "https://pay.example.evil.example/",
        "https://pay.example@evil.example/",
        "https://evil.example/https://pay.example",
        "http://pay.example/",
        "https://pay.example:8443/",
        "//pay.example/",
        "https://pay.example%5c@evil.example/",
        "https:pay.example",
        "pay.example",
    ];
    for to in injected.iter().map(String::as_str).chain(others) {
        for answer in all_ways(&net, &format!("end=external&text={to}")).await {
            let location = answer.header("location");
            assert!(
                answer.status == 500
                    || location.starts_with("https://pay.example/")
                    || answer.frame().0["url"]
                        .as_str()
                        .unwrap()
                        .starts_with("https://pay.example/"),
                "{to} {answer:?}"
            );
        }
    }
}

/// The state cookie, the digest, the address of the page: whatever else comes back.
#[tokio::test]
async fn no_message_value_query_or_path_makes_a_header() {
    let net = Net::new().await;
    for evil in EVIL {
        for end in ["done", "field", "form", "conflict", "failed", "panic"] {
            all_ways(&net, &format!("end={end}&text={evil}&{evil}={evil}")).await;
        }
        let target = net.target("/", "act").await;
        let (path, query) = target.split_once('?').unwrap();
        for enhanced in [
            "",
            "Postback-Request: 1\r\n",
            "Postback-Request: 1\r\nPostback-If: x\r\nPostback-Id: %0d%0aX-Injected:1-and-long-enough\r\n",
        ] {
            let head = format!("{URL}{enhanced}");
            for target in [
                format!("{path}?{evil}={evil}&{query}"),
                format!("{path}{evil}?{query}"),
                format!("{path}?_action={evil}"),
                format!("{path}?_action=act.{evil}&_k={evil}&_args={evil}&_once={evil}"),
            ] {
                is_clean(&net.post(&target, &head, b"text=a").await);
            }
        }
        is_clean(&net.get(&format!("{evil}?{evil}"), "").await);
    }
}

#[tokio::test]
async fn headers_of_the_visitor_do_not_come_back() {
    let net = Net::new().await;
    for head in [
        "Origin: https://evil.example\r\n",
        "Origin: <b>\r\n",
        "Origin: null\r\nSec-Fetch-Site: cross-site\r\n",
        "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n",
        "Referer: https://evil.example/<b>\r\n",
        "Postback-Digest: evilevil\r\nPostback-Asof: evilevil\r\n",
        "Accept-Language: evil.example\r\n",
    ] {
        let target = net.target("/", "act").await;
        for enhanced in ["", "Postback-Request: 1\r\n"] {
            let answer = net
                .post(&target, &format!("{URL}{head}{enhanced}"), b"text=a")
                .await;
            is_clean(&answer);
            let mut all: String = answer.headers.iter().map(|(_, value)| &**value).collect();
            all += &answer.text();
            assert!(
                !all.contains("evil") && !all.contains("<b>"),
                "{head} {answer:?}"
            );
        }
    }
}
