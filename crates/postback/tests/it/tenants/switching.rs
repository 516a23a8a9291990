//! Somebody signs in, changes over, leaves: the answer is the new tenant's, and so is what it stores.

use axum::Router;

use super::site::{Person, World, by_cookie, wrapped};

fn app(world: &World) -> Router {
    wrapped().partition(by_cookie).with_state(world.clone())
}

/// The example of the fault: the page in the answer to a sign-in.
#[tokio::test]
async fn who_signs_in_sees_the_values_of_the_new_tenant_and_nobody_elses() {
    for enhanced in [true, false] {
        let app = app(&World::default());
        let (mut one, mut other) = (Person::default(), Person::default());
        for (person, tenant) in [(&mut one, "acme"), (&mut other, "globex")] {
            let shown = person
                .press(&app, "/", "enter", Some(tenant), enhanced)
                .await;
            shown.is_of(tenant);
        }
        one.get(&app, "/").await.is_of("acme");
        other.get(&app, "/home").await.is_of("globex");
        Person::default().get(&app, "/").await.is_of("");
    }
}

#[tokio::test]
async fn a_change_of_tenant_stores_nothing_under_the_former_one() {
    for enhanced in [true, false] {
        for action in ["enter", "enter_and_go", "enter_and_fail"] {
            let app = app(&World::default());
            let mut person = Person::default();
            person
                .press(&app, "/", "enter", Some("acme"), enhanced)
                .await;
            // The values of the former tenant are made anew by whoever comes first.
            person.press(&app, "/", "change", None, enhanced).await;
            let mut former = person.clone();
            let shown = person
                .press(&app, "/", action, Some("globex"), enhanced)
                .await;
            // A refusal without JavaScript is shown with its cookies, too.
            shown.is_of("globex");
            former.get(&app, "/").await.is_of("acme");
            former.get(&app, "/board").await.is_of("acme");
            person.get(&app, "/board").await.is_of("globex");
        }
    }
}

#[tokio::test]
async fn who_leaves_is_shown_nothing_of_the_tenant() {
    for enhanced in [true, false] {
        let app = app(&World::default());
        let mut person = Person::default();
        person
            .press(&app, "/", "enter", Some("acme"), enhanced)
            .await;
        person
            .press(&app, "/", "leave", None, enhanced)
            .await
            .is_of("");
        Person::default().get(&app, "/").await.is_of("");
    }
}

#[tokio::test]
async fn the_values_of_the_new_tenant_are_shared_with_its_people() {
    let world = World::default();
    let app = app(&world);
    let mut first = Person {
        tenant: Some("globex".into()),
    };
    first.get(&app, "/").await;
    let mut person = Person {
        tenant: Some("acme".into()),
    };
    person.get(&app, "/").await;
    let before = world.computed.lock().unwrap().len();
    person
        .press(&app, "/", "enter", Some("globex"), true)
        .await
        .is_of("globex");
    assert_eq!(world.computed.lock().unwrap().len(), before);
}

/// The path names the tenant, and a redirect leads into another one.
#[tokio::test]
async fn the_target_of_a_redirect_is_divided_by_its_own_path() {
    for enhanced in [true, false] {
        let app = wrapped()
            .partition(|parts| parts.uri.path().to_owned())
            .with_state(World::default());
        let mut person = Person::default();
        let shown = person
            .press(&app, "/of/acme", "move_to", Some("globex"), enhanced)
            .await;
        shown.is_of("globex");
        person.get(&app, "/of/acme").await.is_of("acme");
        person.get(&app, "/of/globex").await.is_of("globex");
    }
}
