//! What no form of the page shows is listed.

use std::sync::atomic::Ordering;

use axum::Router;

use super::site::{SECRET, TEXT, site};
use crate::support::{Answer, get, query_of, sent};

fn typed(title: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("title", title)
        .append_pair("text", TEXT)
        .append_pair("proof", SECRET)
        .finish()
}

const LISTED: &str =
    "<dt>text</dt><dd><pre>\n\r\n  Line &lt;one&gt; &amp; &quot;two&quot;\r\n\r\n&#39;three&#39; ";

async fn post(site: &Router, target: &str, body: String, enhanced: bool) -> Answer {
    let answer = sent(site, target, body, &[("x-user", "ada")], enhanced).await;
    assert!(!answer.text().contains(SECRET), "{}", answer.text());
    answer
}

#[tokio::test]
async fn an_edit_of_a_row_that_was_deleted_in_another_tab_is_listed_on_the_page_that_says_so() {
    let (site, data) = site();
    let query = query_of(&get(&site, "/rows/1").await, "edit");
    data.is_gone.store(true, Ordering::Relaxed);
    for enhanced in [false, true] {
        let answer = post(&site, &format!("/rows/1?{query}"), typed("A"), enhanced).await;
        let text = answer.text();
        assert_eq!(answer.status, 404);
        assert!(text.contains("This could not be found"), "{text}");
        assert!(text.contains("<dt>title</dt><dd><pre>A</pre>"), "{text}");
        assert!(text.contains(LISTED), "{text}");
    }
}

#[tokio::test]
async fn what_a_form_shows_is_not_listed_beside_it() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/rows/1").await, "edit");
    for (title, status) in [("taken", 422), ("conflict", 409)] {
        for enhanced in [false, true] {
            let answer = post(&site, &format!("/rows/1?{query}"), typed(title), enhanced).await;
            assert_eq!(answer.status, status);
            assert!(
                !answer.text().contains("What you entered"),
                "{}",
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn a_field_that_the_form_does_not_show_is_listed_and_the_others_are_not() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/half").await, "edit");
    for enhanced in [false, true] {
        let answer = post(&site, &format!("/half?{query}"), typed("taken"), enhanced).await;
        let text = answer.text();
        assert_eq!(answer.status, 422);
        assert!(
            text.contains(LISTED) && !text.contains("<dt>title"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_was_entered_for_an_action_that_is_gone_is_listed_without_what_sounds_secret() {
    let (site, _) = site();
    for enhanced in [false, true] {
        let body = format!(
            "{}&user[Password]={SECRET}&card.pin={SECRET}&sms_code={SECRET}",
            typed("A").replace("proof", "apiToken")
        );
        let answer = post(&site, "/rows/1?_action=renamed.AAAA", body, enhanced).await;
        let text = answer.text();
        assert_eq!(answer.status, 409);
        assert!(text.contains("What you entered is still here"), "{text}");
        assert!(
            text.contains("<dt>title</dt><dd><pre>A</pre>") && text.contains(LISTED),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_sounds_secret_is_not_put_back_into_the_form_of_the_same_name_either() {
    let (site, _) = site();
    for enhanced in [false, true] {
        let body = format!("{}&token={SECRET}", typed("A"));
        let answer = post(&site, "/rows/1?_action=edit.AAAA&_args=1", body, enhanced).await;
        let text = answer.text();
        assert_eq!(answer.status, 409);
        assert!(
            text.contains("What you entered is still here") && text.contains("value=\"A\""),
            "{text}"
        );
    }
}

#[tokio::test]
async fn nothing_is_said_to_be_here_that_could_not_be_read() {
    let (site, _) = site();
    let many = "x".repeat(700 << 10);
    let body = format!("title=A&text={many}&more={many}");
    let answer = post(&site, "/rows/1?_action=renamed.AAAA", body, false).await;
    assert!(answer.text().contains("What you entered could not be kept"));
    // The form is from another route, and not too much for its action.
    let many = "x".repeat(400 << 10);
    let edit = query_of(&get(&site, "/half").await, "edit");
    for enhanced in [false, true] {
        let body = format!("title=A&text={many}&more={many}");
        let answer = post(&site, &format!("/rows/1?{edit}"), body, enhanced).await;
        assert_eq!(answer.status, 409);
        let text = answer.text();
        assert!(text.contains("What you entered is still here"));
        assert!(text.contains(&many) && !text.contains("Only a part"));
    }
    let request = axum::extract::Request::post("/rows/1?_action=renamed.AAAA")
        .header("content-type", "text/plain")
        .body(axum::body::Body::from("title=A"))
        .unwrap();
    let answer = crate::support::send(&site, request).await;
    assert!(
        answer.text().contains("could not be kept"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_secret_of_the_form_of_the_same_name_is_listed_nowhere_whatever_it_is_called() {
    let (site, data) = site();
    data.is_gone.store(true, Ordering::Relaxed);
    for path in ["/rows/1", "/half"] {
        for enhanced in [false, true] {
            // `proof` does not sound like a secret; `post` looks for it.
            let target = format!("{path}?_action=edit.AAAA&_args=1");
            let answer = post(&site, &target, typed("A"), enhanced).await;
            assert!(answer.text().contains(LISTED), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn what_only_the_page_shows_as_a_password_is_not_listed() {
    let (site, _) = site();
    let query = query_of(&get(&site, "/half").await, "edit");
    for enhanced in [false, true] {
        let body = format!("{}&token={SECRET}", typed("taken"));
        let answer = post(&site, &format!("/half?{query}"), body, enhanced).await;
        assert_eq!(answer.status, 422);
    }
}
