//! A page that panics after its action has run: what was done is done, and the answer says so.

use super::wire::{Net, URL};

/// The next request is answered, and by a page that is whole again.
async fn goes_on(net: &Net) {
    assert_eq!(net.ran.taken(), ["act"], "the effect stands, once");
    assert_eq!(net.get("/fails", "").await.status, 200);
}

#[tokio::test]
async fn after_a_success_the_browser_is_sent_on_to_a_page_that_says_what_is_wrong() {
    let net = Net::new().await;
    let target = net.target("/fails", "act").await;
    let answer = net.post(&target, URL, b"text=Saved").await;
    assert_eq!((answer.status, answer.header("location")), (303, "./fails"));
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let page = net.get("/fails", &format!("Cookie: {cookie}\r\n")).await;
    assert_eq!(page.status, 500);
    let digest = page.header("postback-digest");
    assert_eq!(digest.len(), 8);
    // The message is seen all the same, also if the page had taken it already, and it is seen once.
    for part in [digest, "role=\"alert\"><p>Saved</p></div>"] {
        assert!(page.text().contains(part), "{}", page.text());
    }
    assert!(page.header("set-cookie").contains("Max-Age=0"));
    assert!(!page.text().contains("the page broke"));
    goes_on(&net).await;
}

#[tokio::test]
async fn after_a_success_the_runtime_is_told_to_load_the_page() {
    let net = Net::new().await;
    let target = net.target("/fails", "act").await;
    let head = format!("{URL}Postback-Request: 1\r\n");
    let answer = net.post(&target, &head, b"text=Saved").await;
    assert_eq!(answer.status, 200);
    let (head, html) = answer.frame();
    assert_eq!(
        (&head["ok"], &head["reload"], &head["page"]),
        (&true.into(), &true.into(), &"none".into())
    );
    assert_eq!((&head["say"], &*html), (&"Saved".into(), ""));
    // What the page did not show comes with its reload.
    assert!(answer.header("set-cookie").contains("pb_"));
    goes_on(&net).await;
}

#[tokio::test]
async fn after_a_refusal_a_page_of_ours_has_the_message_and_what_was_typed() {
    let net = Net::new().await;
    let target = net.target("/fails", "act").await;
    for (end, status, says) in [
        ("form", 422, "kept &lt;b&gt;"),
        ("conflict", 409, "kept &lt;b&gt;"),
        ("failed", 500, "Something went wrong on our side"),
    ] {
        let body = format!("end={end}&text=kept+<b>&secret=hunter2");
        let answer = net.post(&target, URL, body.as_bytes()).await;
        let text = answer.text();
        assert_eq!(answer.status, status, "{text}");
        for part in [says, "<dd><pre>kept &lt;b&gt;</pre></dd>"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
        assert_eq!(
            answer.header("postback-digest").len(),
            if status == 500 { 8 } else { 0 }
        );
        goes_on(&net).await;

        let head = format!("{URL}Postback-Request: 1\r\n");
        let answer = net.post(&target, &head, body.as_bytes()).await;
        let (head, html) = answer.frame();
        assert_eq!(
            (answer.status, &head["page"], &*html),
            (status, &"none".into(), "")
        );
        // The form is still in the browser, and a reload would empty it.
        assert_eq!(head.get("reload"), None);
        goes_on(&net).await;
    }
}
