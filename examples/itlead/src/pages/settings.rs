//! Who somebody is, and how they sign in.

use maud::{Markup, html};
use postback::Page;

use crate::{
    actions::profile::{Profile, change_password, update_profile},
    model::User,
    ui::layout,
};

pub async fn settings(page: Page, user: User) -> Markup {
    layout(
        &page,
        &user,
        "Settings",
        html! {
            div.head {
                div {
                    h1 { "Settings" }
                    p { "Who you are, and how you sign in." }
                }
            }
            (profile(&page, &user))
            (password(&page, &user))
        },
    )
}

fn profile(page: &Page, user: &User) -> Markup {
    let form = page.form::<update_profile>().fill(&Profile::from(user));
    let field = form.fields();
    html! {
        section.setting {
            div {
                h2 { "Profile" }
                p { "Your name is shown beside the problems you write." }
            }
            div.card.pad {
                (form.open(html! {
                    div.pair {
                        (field.name.attr("autocomplete", "name").labelled("Name"))
                        (field.email.attr("autocomplete", "email").labelled("E-mail"))
                    }
                    div.actions {
                        button data-pb-busy="Saving\u{2026}" { "Save profile" }
                        @if let Some(saved) = form.done() {
                            p.saved role="status" { "Saved, " (saved.name) "." }
                        }
                    }
                }))
            }
        }
    }
}

fn password(page: &Page, user: &User) -> Markup {
    let form = page.form::<change_password>();
    let field = form.fields();
    html! {
        section.setting {
            div {
                h2 { "Password" }
                p { "Changing it signs you out everywhere else." }
            }
            div.card.pad {
                (form.open(html! {
                    // Password managers want to know whose password this is.
                    input type="hidden" autocomplete="username" value=(user.email);
                    (field.current.attr("autocomplete", "current-password").labelled("Current password"))
                    (field.new.attr("autocomplete", "new-password")
                        .hint("At least 10 characters.").labelled("New password"))
                    button data-pb-busy="Saving\u{2026}" { "Change password" }
                }))
            }
        }
    }
}
