//! A layer around the app has put the tenant of the old cookie into the extensions, and nothing can tell
//! it of the new one: then the page after the change shares nothing.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::site::{Person, World, named_by_cookie, wrapped};

#[derive(Clone)]
struct Tenant(String);

async fn look_up(jar: CookieJar, mut request: Request, next: Next) -> Response {
    let tenant = named_by_cookie(&jar);
    // Of a visitor who is nobody's nothing is known.
    if !tenant.is_empty() {
        request.extensions_mut().insert(Tenant(tenant));
    }
    next.run(request).await
}

fn app() -> Router {
    wrapped()
        .partition(|parts| {
            let tenant = parts.extensions.get::<Tenant>();
            tenant.map(|Tenant(name)| name.clone()).unwrap_or_default()
        })
        .with_state(World::default())
        .layer(from_fn(look_up))
}

#[tokio::test]
async fn what_a_layer_outside_knew_of_the_old_cookie_leaks_nothing() {
    for enhanced in [true, false] {
        for action in ["enter", "enter_and_go", "enter_and_fail"] {
            for former in [None, Some("acme")] {
                let app = app();
                let mut person = Person {
                    tenant: former.map(str::to_owned),
                };
                let mut stays = person.clone();
                person.press(&app, "/", "change", None, enhanced).await;
                person
                    .press(&app, "/", action, Some("globex"), enhanced)
                    .await
                    .is_of("globex");
                stays.get(&app, "/").await.is_of(former.unwrap_or_default());
                person.get(&app, "/").await.is_of("globex");
            }
        }
    }
}
