//! The settings of the account.

use maud::{Markup, html};
use postback::Page;

use crate::{
    actions::profile::{Profile, change_password, remove_avatar, set_avatar, update_profile},
    model::User,
    ui::{avatar, layout},
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
            (picture(&page, &user))
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

/// Renders a separate form: without JavaScript, a browser forgets a chosen file whenever the form
/// is shown again.
fn picture(page: &Page, user: &User) -> Markup {
    let form = page.form::<set_avatar>();
    let field = form.fields();
    html! {
        section.setting {
            div {
                h2 { "Picture" }
                p { "It stands beside your name at the top of every page." }
            }
            div.card.pad.portrait {
                (avatar(user, 96))
                (form.open(html! {
                    (field.picture.hint("PNG, JPEG or WebP, at most 2 MiB.").labelled("New picture"))
                    progress data-pb-progress aria-label="Upload" {}
                    button data-pb-busy="Sending\u{2026}" { "Save picture" }
                }))
                @if user.avatar.is_some() {
                    (page.form::<remove_avatar>().open(html! {
                        button.plain data-pb-busy="Removing\u{2026}" { "Remove picture" }
                    }))
                }
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
                    // Password managers need the user name that belongs to the password.
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
