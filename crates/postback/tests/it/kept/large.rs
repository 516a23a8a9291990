//! What is too large for the cookie of a redirect.

use super::site::site;
use crate::support::{get, query_of, sent};

#[tokio::test]
async fn a_value_that_no_cookie_holds_is_shown_by_the_answer_itself() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/rows/1").await, "large");
    let body = format!("title=A&text={}", "x".repeat(100));
    for enhanced in [false, true] {
        let answer = sent(
            &site,
            &format!("/rows/1?{query}"),
            body.clone(),
            &[],
            enhanced,
        )
        .await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.text().contains("<p id=\"done\">10000</p>"),
            "{}",
            answer.text()
        );
        let kept = if enhanced {
            "no-store"
        } else {
            "private, no-cache"
        };
        assert_eq!(answer.header("cache-control"), Some(kept));
        assert!(answer.cookies().is_empty());
    }
}

#[tokio::test]
async fn a_message_and_a_value_that_do_not_fit_together_are_both_shown() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/rows/1").await, "large");
    let answer = sent(
        &site,
        &format!("/rows/1?{query}"),
        "title=flash&text=x".into(),
        &[],
        false,
    )
    .await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(
        text.contains("<p id=\"done\">100</p>") && text.contains(&"f".repeat(5000)),
        "{text}"
    );
}

#[tokio::test]
async fn what_fits_still_goes_by_a_redirect() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/rows/1").await, "large");
    let answer = sent(
        &site,
        &format!("/rows/1?{query}"),
        "title=A&text=x".into(),
        &[],
        false,
    )
    .await;
    assert_eq!((answer.status.as_u16(), answer.cookies().len()), (303, 1));
}
