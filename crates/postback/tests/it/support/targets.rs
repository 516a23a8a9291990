//! Where the forms of a page post to.

use axum::Router;

use super::requests::{Answer, get, get_request, send};

/// The query that the first form of this action on a page posts to, without the `?`.
pub(crate) fn query_of(page: &Answer, action: &str) -> String {
    let html = page.text();
    let mut urls = html.split("action=\"?").skip(1).filter_map(|rest| {
        let url = rest.split_once('"')?.0.replace("&amp;", "&");
        url.contains(&format!("_action={action}.")).then_some(url)
    });
    urls.next()
        .unwrap_or_else(|| panic!("no form of `{action}` in {html}"))
}

/// The address that the form of this action on the page at `path` posts to.
pub(crate) async fn target_of(app: &Router, path: &str, action: &str) -> String {
    let page = get(app, path).await;
    let path = path.split('?').next().unwrap();
    format!("{path}?{}", query_of(&page, action))
}

/// The addresses that the forms of a page at `path` post to, in order.
pub(crate) fn targets(path: &str, html: &str) -> Vec<String> {
    let forms = html.split("<form method=\"post\" action=\"").skip(1);
    forms
        .map(|form| {
            let action = form.split('"').next().unwrap();
            format!("{path}{}", action.replace("&amp;", "&"))
        })
        .collect()
}

/// The address that the only form on the page at `path` posts to.
pub(crate) async fn only_target(app: &Router, path: &str, headers: &[(&str, &str)]) -> String {
    let page = send(app, get_request(path, headers)).await;
    let html = page.text();
    assert_eq!(page.status, 200, "{html}");
    let mut targets = targets(path.split('?').next().unwrap(), &html);
    assert_eq!(targets.len(), 1, "{html}");
    targets.remove(0)
}
