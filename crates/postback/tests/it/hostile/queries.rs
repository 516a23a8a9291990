//! The part of an address that is ours: `_action`, `_args`, `_k`, `_once` and `_call`.

use super::wire::{Net, URL};

async fn both(net: &Net, target: &str, status: u16, outcome: &str, says: &str) {
    for enhanced in ["", "Postback-Request: 1\r\n"] {
        let answer = net
            .post(target, &format!("{URL}{enhanced}"), b"text=kept")
            .await;
        assert_eq!(answer.status, status, "{target:.200} {}", answer.text());
        if enhanced.is_empty() {
            assert!(
                answer.text().contains(says),
                "{target:.200} {}",
                answer.text()
            );
        } else {
            let (head, _) = answer.frame();
            assert_eq!(head["outcome"], outcome, "{target:.200}");
            assert!(head["say"].as_str().unwrap().contains(says), "{head}");
        }
        assert!(net.ran.taken().is_empty(), "{target:.200}");
    }
}

const STALE: &str = "This page was out of date";

#[tokio::test]
async fn a_name_of_ours_that_is_there_twice_is_refused() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let id = target.split_once("_action=").unwrap().1;
    for more in [
        format!("&_action={id}"),
        "&_action=".to_owned(),
        "&_action".to_owned(),
        "&_args=1&_args=1".to_owned(),
        "&_k=1&_k=2".to_owned(),
        "&_once=1&_once".to_owned(),
        "&_call=none&_call=none".to_owned(),
        "&_call=all".to_owned(),
    ] {
        let says = "The address of this form could not be read";
        both(&net, &format!("{target}{more}"), 400, "refused", says).await;
    }
}

/// Nobody reads `%5Faction` as `_action`: not we, and so no proxy in front may take it for one.
#[tokio::test]
async fn an_encoded_name_is_none_of_ours() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let other = target.replace("_action=", "%5Faction=");
    let answer = net.post(&other, URL, b"text=a").await;
    assert_eq!(
        answer.status,
        405,
        "it is a POST to a page: {}",
        answer.text()
    );
    assert!(net.ran.taken().is_empty());
    for own in ["%5Faction=x", "%5f%61ction=x", "_Action=x", "x_action=y"] {
        let answer = net.post(&format!("{target}&{own}"), URL, b"text=a").await;
        assert_eq!(answer.status, 303, "{own}");
        assert_eq!(answer.header("location"), format!("?{own}"));
        assert_eq!(net.ran.taken(), ["act"]);
    }
}

#[tokio::test]
async fn an_id_that_no_action_has_is_out_of_date() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let long = "a".repeat(60_000);
    for id in [
        "",
        "act",
        "act.",
        ".",
        "act.%00",
        "%ff",
        "act.%0d%0aX:1",
        "%2e%2e/%2e%2e",
        &long,
    ] {
        both(&net, &format!("/?_action={id}"), 409, "stale", STALE).await;
    }
    both(
        &net,
        &target.to_uppercase().replace("_ACTION", "_action"),
        409,
        "stale",
        STALE,
    )
    .await;
}

#[tokio::test]
async fn arguments_that_are_none_are_refused_with_a_sentence() {
    let net = Net::new().await;
    let row = net.target("/", "row").await;
    let (row, _) = row.split_once("&_args=").unwrap();
    let deep = "%5B".repeat(10_000);
    for arguments in [
        "",
        "&_args",
        "&_args=",
        "&_args=1",
        "&_args=x",
        "&_args=null",
        "&_args={}",
        "&_args=%22",
        "&_args=%ff",
        "&_args=%22%00%22",
        "&_args=%22%0d%0a%22",
        "&_args=1x",
        &format!("&_args={deep}"),
    ] {
        let answer = net.post(&format!("{row}{arguments}"), URL, b"").await;
        println!(
            "{arguments:.30} {} {}",
            answer.status,
            answer
                .text()
                .split("role=\"alert\">")
                .nth(1)
                .unwrap_or_default()
                .chars()
                .take(120)
                .collect::<String>()
        );
        net.ran.taken();
    }
    let sealed = net.target("/", "sealed").await;
    let (form, seal) = sealed.split_once("&_args=").unwrap();
    let other = net.target("/", "sealed").await;
    assert_ne!(sealed, other);
    for arguments in [
        String::new(),
        "&_args=7".to_owned(),
        "&_args=%227%22".to_owned(),
        format!("&_args={}", &seal[3..seal.len() - 3]),
        format!("&_args={}", seal.replacen("%22A", "%22B", 1)),
        format!("&_args=%22{}%22", "A".repeat(60_000)),
        format!("&_args={seal}%20x"),
    ] {
        both(&net, &format!("{form}{arguments}"), 409, "stale", STALE).await;
    }
    assert_eq!(net.post(&other, URL, b"").await.status, 303);
    assert_eq!(net.ran.taken(), ["sealed"]);
}

#[tokio::test]
async fn large_arguments_and_keys_are_only_text() {
    let net = Net::new().await;
    let row = net.target("/", "row").await;
    let (row, _) = row.split_once("&_args=").unwrap();
    let long = "a".repeat(50_000);
    // A value that is too large for the cookie of a redirect is shown by the answer itself.
    for (target, plain) in [
        (format!("{row}&_args=%22{long}%22"), 200),
        (format!("{row}&_args=%221%22&_k={long}"), 303),
        (format!("{row}&_args=%22%5Cu0000%5Cr%5Cn%22"), 303),
    ] {
        for enhanced in ["", "Postback-Request: 1\r\n"] {
            let answer = net.post(&target, &format!("{URL}{enhanced}"), b"").await;
            let expected = if enhanced.is_empty() { plain } else { 200 };
            assert_eq!(answer.status, expected);
            let largest = answer.headers.iter().map(|(_, value)| value.len()).max();
            assert!(largest < Some(4 << 10), "a header that no browser takes");
            assert_eq!(net.ran.taken(), ["row"]);
        }
    }
}

#[tokio::test]
async fn an_id_of_a_form_that_counts_once_is_ours_or_refused() {
    let net = Net::new().await;
    let target = net.target("/", "counted").await;
    let (form, id) = target.split_once("&_once=").unwrap();
    for other in [
        "",
        "x",
        &id[1..],
        &"A".repeat(48),
        &"A".repeat(60_000),
        "%ff",
        "%00",
    ] {
        both(&net, &format!("{form}&_once={other}"), 409, "stale", STALE).await;
    }
    both(&net, form, 409, "stale", STALE).await;
    for _ in 0..2 {
        assert_eq!(net.post(&target, URL, b"").await.status, 303);
    }
    assert_eq!(net.ran.taken(), ["counted"]);
}

#[tokio::test]
async fn a_path_with_a_nul_or_dots_is_another_page() {
    let net = Net::new().await;
    let target = net.target("/", "act").await;
    let (_, query) = target.split_once('?').unwrap();
    for path in [
        "/%00",
        "/%2e%2e/",
        "/..",
        "//",
        "/still%00",
        "/%ff",
        "/%",
        "/a%0d%0aX:%201",
    ] {
        for enhanced in ["", "Postback-Request: 1\r\n"] {
            let answer = net
                .post(
                    &format!("{path}?{query}"),
                    &format!("{URL}{enhanced}"),
                    b"text=a",
                )
                .await;
            assert_eq!(answer.status, 404, "{path} {}", answer.text());
            assert!(net.ran.taken().is_empty(), "{path}");
        }
    }
}
