//! Whoever does what in whichever order: nobody sees, and nothing keeps, what is another tenant's.

use proptest::prelude::*;

use super::site::{Person, TENANTS, World, by_cookie, wrapped};

#[derive(Clone, Debug)]
enum Step {
    Look(&'static str),
    /// Signs in or changes over, by one of the actions that set the cookie.
    Enter(&'static str, usize, bool),
    Leave(bool),
    Change(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let place = prop::sample::select(vec!["/", "/home", "/board"]);
    let action = prop::sample::select(vec!["enter", "enter_and_go", "enter_and_fail"]);
    prop_oneof![
        3 => place.prop_map(Step::Look),
        4 => (action, 0..TENANTS.len(), any::<bool>()).prop_map(|(action, to, enhanced)| Step::Enter(action, to, enhanced)),
        1 => any::<bool>().prop_map(Step::Leave),
        2 => any::<bool>().prop_map(Step::Change),
    ]
}

async fn walk(steps: Vec<(usize, Step)>) {
    let app = wrapped().partition(by_cookie).with_state(World::default());
    let mut people: [Person; 3] = Default::default();
    for (who, step) in steps {
        let person = &mut people[who];
        let shown = match step {
            Step::Look(place) => person.get(&app, place).await,
            Step::Enter(action, to, enhanced) => {
                person
                    .press(&app, "/", action, Some(TENANTS[to]), enhanced)
                    .await
            }
            Step::Leave(enhanced) => person.press(&app, "/home", "leave", None, enhanced).await,
            Step::Change(enhanced) => person.press(&app, "/", "change", None, enhanced).await,
        };
        shown.is_of(person.tenant.as_deref().unwrap_or_default());
        // What anybody finds afterwards is their own.
        for other in &people {
            let mut other = other.clone();
            let tenant = other.tenant.clone().unwrap_or_default();
            other.get(&app, "/").await.is_of(&tenant);
            other.get(&app, "/board").await.is_of(&tenant);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nobody_ever_sees_a_value_of_another_tenant(steps in prop::collection::vec((0..3_usize, step()), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(walk(steps));
    }
}
