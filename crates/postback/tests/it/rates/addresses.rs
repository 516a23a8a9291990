//! Where requests come from.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use postback_testing::Browser;

use super::site::{World, app, postback, send, signup};
use crate::support::{get_request, log, post_request, send as raw, targets};

async fn status(browser: &Browser) -> u16 {
    let page = send::<signup>(browser, "ada", "right", "").await;
    page.status().as_u16()
}

fn behind(proxies: usize) -> Router {
    postback()
        .trusted_proxies(proxies)
        .with_state(World::default())
}

#[tokio::test(start_paused = true)]
async fn another_address_has_another_count() {
    let app = app(&World::default());
    let at = |address: &str| Browser::new(app.clone()).address(address);
    assert_eq!(status(&at("192.0.2.1")).await, 200);
    assert_eq!(status(&at("192.0.2.1")).await, 200);
    assert_eq!(status(&at("192.0.2.1")).await, 429);
    assert_eq!(status(&at("192.0.2.2")).await, 200);
    for host in ["2001:db8::1", "2001:db8::2"] {
        assert_eq!(status(&at(host)).await, 200);
    }
    assert_eq!(status(&at("2001:db8::3")).await, 429, "one customer");
    assert_eq!(status(&at("2001:db8:0:1::3")).await, 200);
}

#[tokio::test(start_paused = true)]
async fn nobody_gets_a_new_count_by_a_header_that_no_proxy_is_trusted_for() {
    let app = app(&World::default());
    for (visitor, expected) in [(1, 200), (2, 200), (3, 429)] {
        let forged = format!("192.0.2.{visitor}");
        let browser = Browser::new(app.clone()).header("x-forwarded-for", &forged);
        assert_eq!(status(&browser).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_proxy_visitors_have_their_own_counts_and_cannot_choose_them() {
    let app = behind(1);
    let at = |line: &str| Browser::new(app.clone()).header("x-forwarded-for", line);
    assert_eq!(status(&at("10.0.0.1, 192.0.2.1")).await, 200);
    assert_eq!(status(&at("10.0.0.2, 192.0.2.1")).await, 200);
    assert_eq!(status(&at("10.0.0.3, 192.0.2.1")).await, 429);
    assert_eq!(status(&at("10.0.0.3, 192.0.2.2")).await, 200);
}

#[tokio::test(start_paused = true)]
async fn with_two_proxies_the_last_entry_but_one_is_the_visitor() {
    let app = behind(2);
    let at = |line: &str| Browser::new(app.clone()).header("x-forwarded-for", line);
    assert_eq!(status(&at("192.0.2.1, 10.0.0.1")).await, 200);
    assert_eq!(status(&at("192.0.2.1, 10.0.0.2")).await, 200);
    assert_eq!(status(&at("192.0.2.1, 10.0.0.3")).await, 429);
    assert_eq!(status(&at("192.0.2.2, 10.0.0.1")).await, 200);
}

async fn press(app: &Router, peer: Option<&str>) -> u16 {
    let page = raw(app, get_request("/", &[])).await;
    let targets = targets("/", &page.text());
    let is_both = |target: &&String| target.contains("_action=both.");
    let mut request = post_request(targets.iter().find(is_both).unwrap(), &[], "");
    if let Some(peer) = peer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    raw(app, request).await.status.as_u16()
}

#[tokio::test(start_paused = true)]
async fn those_whose_address_nobody_knows_count_together_and_the_log_says_so_once() {
    let log = log::keep();
    let app = app(&World::default());
    let started = log.lines("postback::address");
    assert_eq!(started.len(), 1, "{started:?}");
    assert_eq!(started[0].level, "INFO");
    assert!(started[0].fields["message"].contains("trusted_proxies(n)"));

    assert_eq!(press(&app, Some("192.0.2.1:1")).await, 303);
    assert_eq!(log.lines("postback::address").len(), 1);
    assert_eq!(press(&app, None).await, 303);
    assert_eq!(press(&app, None).await, 303);
    assert_eq!(press(&app, None).await, 429);
    assert_eq!(press(&app, Some("192.0.2.1:2")).await, 303);
    let lines = log.lines("postback::address");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[1].level, "WARN");
    let message = &lines[1].fields["message"];
    assert!(message.contains("into_make_service_with_connect_info::<SocketAddr>()"));
}

#[tokio::test]
async fn a_server_that_says_who_is_connected_is_all_that_it_takes() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let log = log::keep();
    let app = app(&World::default());
    let page = raw(&app, get_request("/", &[])).await;
    let targets = targets("/", &page.text());
    let target = targets
        .iter()
        .find(|target| target.contains("_action=both."));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: app.example\r\ncontent-length: 0\r\n\
         content-type: application/x-www-form-urlencoded\r\nconnection: close\r\n\r\n",
        target.unwrap()
    );
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        statuses.push(answer[9..12].to_owned());
    }
    server.abort();
    assert_eq!(statuses[..2], ["303", "303"]);
    let warned = log.lines("postback::address");
    assert!(warned.iter().all(|line| line.level == "INFO"), "{warned:?}");
}
