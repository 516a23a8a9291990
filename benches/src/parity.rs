//! Both apps must be the same for the person before it means anything which one is faster.

use std::io::Result;
use std::net::SocketAddr;

use crate::client::{Reply, wrong};
use crate::scenario::{Person, Scenario};

/// Somebody who does not take part in the load.
const SESSION: u64 = crate::shared::PEOPLE;

/// Goes through every scenario on both servers and compares what there is to see.
///
/// # Errors
///
/// The first difference.
pub(crate) async fn check(by_hand: SocketAddr, with_postback: SocketAddr) -> Result<()> {
    let mut hand = Person::new(by_hand, SESSION).await?;
    let mut ours = Person::new(with_postback, SESSION).await?;
    // Once more at the end: nothing of a success is shown twice.
    for scenario in Scenario::ALL.into_iter().chain([Scenario::Page]) {
        let (mut by_hand, mut with_postback) = (Vec::new(), Vec::new());
        hand.run(scenario, |reply| by_hand.push(seen(reply)))
            .await?;
        ours.run(scenario, |reply| with_postback.push(seen(reply)))
            .await?;
        if by_hand != with_postback {
            let title = scenario.title();
            return Err(wrong(format!(
                "the two apps differ in \"{title}\", so there is nothing to compare\nby hand:       {by_hand:#?}\nwith postback: {with_postback:#?}"
            )));
        }
        println!("same for the person: {}", scenario.title());
    }
    Ok(())
}

/// What a person or a browser notices of an answer.
fn seen(reply: Reply<'_>) -> Vec<String> {
    let headers = ["content-type", "cache-control", "x-frame-options"];
    let headers = headers.map(|name| format!("{name}: {:?}", reply.header(name)));
    let mut seen = vec![
        reply.status.to_string(),
        visible(&String::from_utf8_lossy(reply.body)),
    ];
    seen.extend(headers);
    seen
}

/// The text of a page, with the state of its controls.
pub(crate) fn visible(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        for shown in [
            " value=\"",
            " aria-invalid=\"",
            " minlength=\"",
            " maxlength=\"",
        ] {
            if let Some((_, value)) = tag.split_once(shown) {
                let value = value.split('"').next().unwrap_or_default();
                text.extend([" [", shown.trim(), value, "]"]);
            }
        }
        for flag in [" required", " autofocus"] {
            if tag.contains(flag) {
                text.extend([" [", flag.trim(), "]"]);
            }
        }
        text.push(' ');
        text.push_str(after);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
