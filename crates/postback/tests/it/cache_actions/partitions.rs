//! Parts of an app share nothing.

use axum::Router;

use super::publishing::address;
use super::site::{self, World};
use crate::support::{get_request, post_request, send};

async fn rows(app: &Router, tenant: &str) -> String {
    let page = send(app, get_request("/list", &[("x-tenant", tenant)])).await;
    let html = page.text();
    let (_, rest) = html.split_once("<p id=rows>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

fn divided(world: &World) -> Router {
    site::wrapped(world)
        .partition(|parts| {
            let tenant = parts.headers.get("x-tenant");
            tenant
                .map_or("", |tenant| tenant.to_str().unwrap())
                .to_owned()
        })
        .with_state(world.clone())
}

#[tokio::test]
async fn a_value_of_one_tenant_is_not_served_to_another() {
    let world = World::default();
    let app = divided(&world);
    assert_eq!(rows(&app, "one").await, "");
    world.add("of one");
    assert_eq!(rows(&app, "one").await, "");
    assert_eq!(rows(&app, "two").await, "of one");
}

#[tokio::test]
async fn the_same_submission_in_two_parts_is_not_a_double_click() {
    let world = World::default();
    let app = divided(&world);
    let address = address::<site::add_own>(&app, "/list").await;
    let click = |tenant| {
        let headers = [("x-user", "ada"), ("x-tenant", tenant)];
        let (app, request) = (app.clone(), post_request(&address, &headers, ""));
        tokio::spawn(async move { send(&app, request).await.status })
    };
    let clicks = [click("one"), click("two"), click("two")];
    world.at_gate.acquire_many(2).await.unwrap().forget();
    world.gate.add_permits(3);
    for click in clicks {
        assert_eq!(click.await.unwrap(), 303);
    }
    assert_eq!(world.rows(), ["ada", "ada"]);
}
