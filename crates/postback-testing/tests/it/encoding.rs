//! The content and the encoding of a submission.

use super::{header, open, sent, submitted};

#[tokio::test]
async fn successful_controls_are_sent_in_the_order_of_the_page() {
    let html = "<form method=post action=/to>
        <input name=a value='1 &amp; 2'><input name=b type=hidden value=h>
        <input value='no name'><input name='' value='empty name'>
        <textarea name=c>text</textarea><select name=d><option>x</select>
        <input name=e disabled value=e><button name=f value=g>Go</button><input name=z value=z>
        </form>";
    let request = submitted(html).await;
    assert_eq!(sent(&request), "a=1+%26+2&b=h&c=text&d=x&f=g&z=z");
    assert_eq!(
        header(&request, "content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(header(&request, "content-length"), "32");
}

#[tokio::test]
async fn checkboxes_send_on_or_their_value_and_only_when_checked() {
    let html = "<form><input type=checkbox name=a checked><input type=checkbox name=b>
        <input type=checkbox name=c value=v checked><input type=checkbox name=c value=w checked></form>";
    assert_eq!(sent(&submitted(html).await), "a=on&c=v&c=w");
}

#[tokio::test]
async fn of_radio_buttons_the_last_checked_one_is_sent() {
    let html =
        "<form><input type=radio name=r value=1 checked><input type=radio name=r value=2 checked>
        <input type=radio name=s value=3></form>";
    assert_eq!(sent(&submitted(html).await), "r=2");
}

#[tokio::test]
async fn a_select_sends_its_first_usable_option_by_default() {
    let html = "<form><select name=a><option disabled value=0>Pick<option value=1>One<option>  Two  words </select>
        <select name=b><option>1<option selected>2<option selected>3</select>
        <select name=c size=3><option>1</select>
        <select name=d><option selected disabled>Pick<option>1</select>
        <select name=e><optgroup disabled><option>1</optgroup><option>2</select></form>";
    assert_eq!(sent(&submitted(html).await), "a=1&b=3&e=2");
}

#[tokio::test]
async fn a_multiple_select_sends_every_chosen_option_and_none_by_default() {
    let html =
        "<form><select name=a multiple><option selected>1<option>2<option selected>3</select>
        <select name=b multiple><option>1</select></form>";
    assert_eq!(sent(&submitted(html).await), "a=1&a=3");
    let form = open(html)
        .await
        .form_at("form")
        .select("a", "2")
        .deselect("a", "1");
    assert_eq!(sent(form.submit().await.html()), "a=2&a=3");
}

#[tokio::test]
async fn a_disabled_fieldset_disables_all_but_its_first_legend() {
    let html = "<form><fieldset disabled><legend><input name=a value=1></legend>
        <legend><input name=b></legend><input name=c><fieldset><input name=d></fieldset></fieldset>
        <fieldset><input name=e value=2></fieldset></form>";
    assert_eq!(sent(&submitted(html).await), "a=1&e=2");
}

#[tokio::test]
async fn controls_outside_belong_by_their_form_attribute() {
    let html = "<input name=a value=1 form=f><form id=f><input name=b value=2>
        <input name=c form=other><input name=d form=''></form><form id=other></form>
        <button form=f name=e value=3>Go</button>";
    let page = open(html).await;
    assert_eq!(
        sent(page.form_at("#f").press("Go").await.html()),
        "a=1&b=2&e=3"
    );
    assert_eq!(sent(page.form_at("#other").submit().await.html()), "c=");
}

#[tokio::test]
async fn what_is_in_a_template_or_a_datalist_is_not_sent() {
    let html = "<form><input name=a value=1><template><input name=b></template>
        <datalist><select name=c><option>x</select></datalist></form>";
    assert_eq!(sent(&submitted(html).await), "a=1");
}

#[tokio::test]
async fn what_is_in_noscript_is_sent_with_javascript_off() {
    let html = "<form><noscript><input name=plain value=1></noscript></form>";
    assert_eq!(sent(&submitted(html).await), "plain=1");
    let enhanced = postback_testing::Browser::enhanced(super::site(html))
        .get("/")
        .await;
    assert_eq!(sent(enhanced.form_at("form").submit().await.html()), "");
}

#[tokio::test]
async fn line_breaks_are_sent_as_cr_lf() {
    let html = "<form method=post><textarea name='a&#10;b'>\n1\n2</textarea></form>";
    let page = open(html).await;
    assert_eq!(page.form_at("form").value("a\nb"), "1\n2");
    assert_eq!(
        sent(page.form_at("form").submit().await.html()),
        "a%0D%0Ab=1%0D%0A2"
    );
    let typed = page.form_at("form").fill("a\nb", "x\ry\r\nz");
    assert_eq!(
        sent(typed.submit().await.html()),
        "a%0D%0Ab=x%0D%0Ay%0D%0Az"
    );
}

#[tokio::test]
async fn a_multipart_form_is_sent_as_multipart() {
    let html = "<form method=post enctype=multipart/form-data><input name='a\"' value='1\u{e9}'>
        <input type=file name=f><input type=file name=g multiple></form>";
    let form = open(html).await.form_at("form");
    let form = form
        .attach("g", "x.txt", "text/plain", "one")
        .attach("g", "y\".bin", "a/b", b"\n");
    let request = form.submit().await.html().to_owned();
    let media = header(&request, "content-type");
    let boundary = media
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let part = |head: &str, value: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name={head}\r\n\r\n{value}\r\n")
    };
    let expected = part("\"a%22\"", "1\u{e9}")
        + &part(
            "\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream",
            "",
        )
        + &part(
            "\"g\"; filename=\"x.txt\"\r\nContent-Type: text/plain",
            "one",
        )
        + &part("\"g\"; filename=\"y%22.bin\"\r\nContent-Type: a/b", "\n")
        + &format!("--{boundary}--\r\n");
    assert_eq!(sent(&request), expected);
}

#[tokio::test]
async fn a_file_in_an_urlencoded_form_is_only_its_name() {
    let html = "<form method=post><input type=file name=f><input type=file name=g></form>";
    let form = open(html)
        .await
        .form_at("form")
        .attach("f", "x.txt", "text/plain", "one");
    assert_eq!(sent(form.submit().await.html()), "f=x.txt&g=");
}

#[tokio::test]
async fn a_plain_text_form_is_lines() {
    let request =
        submitted("<form method=post enctype=text/plain><input name=a value='1 2'></form>").await;
    assert_eq!(header(&request, "content-type"), "text/plain");
    assert_eq!(sent(&request), "a=1 2\r\n");
}

#[tokio::test]
async fn a_get_form_replaces_the_query() {
    let request =
        submitted("<form action='/find?old=1#top'><input name=q value='a b'></form>").await;
    assert!(request.starts_with("GET /find?q=a+b\n"), "{request}");
    assert_eq!(header(&request, "content-type"), "(none)");
}

#[tokio::test]
async fn a_post_keeps_the_query_of_its_action_and_an_empty_action_is_the_page() {
    let request = submitted("<form method=post action='?a=%20b&amp;c'></form>").await;
    assert!(request.starts_with("POST /?a=%20b&c\n"), "{request}");
    assert!(
        submitted("<form method=POST action=''></form>")
            .await
            .starts_with("POST /\n")
    );
    assert!(
        submitted("<form method=nonsense></form>")
            .await
            .starts_with("GET /?\n")
    );
}

#[tokio::test]
async fn the_pressed_button_alone_is_sent_with_its_own_target() {
    let html = "<form action=/a method=get><button name=b value=1>One</button>
        <button name=b value=2 formaction=/x formmethod=post formenctype=text/plain>Two</button>
        <input type=submit name=c value=Three><button type=button name=d>Four</button></form>";
    let page = open(html).await;
    let press = async |label| page.form_at("form").press(label).await.html().to_owned();
    assert!(press("One").await.starts_with("GET /a?b=1\n"));
    let two = press("Two").await;
    assert!(
        two.starts_with("POST /x\n") && two.ends_with("\n\nb=2\r\n"),
        "{two}"
    );
    assert!(press("Three").await.starts_with("GET /a?c=Three\n"));
    assert!(
        page.form_at("form")
            .submit()
            .await
            .html()
            .starts_with("GET /a?b=1\n")
    );
}

#[tokio::test]
async fn an_image_button_sends_where_it_was_clicked() {
    let html = "<form><input type=image name=i alt=Map><input type=image alt=Plan></form>";
    let form = open(html).await.form_at("form");
    assert_eq!(sent(form.clone().press("Map").await.html()), "i.x=0&i.y=0");
    assert_eq!(sent(form.press("Plan").await.html()), "x=0&y=0");
}

#[tokio::test]
async fn the_field_charset_is_filled_in() {
    let html = "<form><input type=hidden name=_charset_ value=x></form>";
    assert_eq!(sent(&submitted(html).await), "_charset_=UTF-8");
}

#[tokio::test]
async fn typed_inputs_send_what_a_browser_lets_them_hold() {
    let html = "<form><input type=number name=a value=abc><input type=email name=b value=' x@y '>
        <input type=range name=c min=1 max=4 value=none><input type=color name=d><input type=date name=e value=2024-02-30>
        <input name=f value='1&#10;2'></form>";
    assert_eq!(
        sent(&submitted(html).await),
        "a=&b=x%40y&c=3&d=%23000000&e=&f=12"
    );
}

#[tokio::test]
async fn tampering_replaces_or_adds_in_place() {
    let html = "<form method=post><input name=a value=1><input name=b value=2><input name=a value=3></form>";
    let form = open(html)
        .await
        .form_at("form")
        .tamper("a", "x")
        .tamper("new", "y");
    assert_eq!(sent(form.submit().await.html()), "a=x&b=2&new=y");
    let form = open(html).await.form_at("form").send_to("/else?1");
    assert!(form.submit().await.html().starts_with("POST /else?1\n"));
}
