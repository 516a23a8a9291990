//! Signing up and signing in.

use maud::{Markup, html};
use postback::Page;

use crate::{
    actions::auth::{login, signup},
    db::{DEMO_EMAIL, DEMO_PASSWORD},
    model::User,
    ui::layout,
};

pub async fn signup_page(page: Page, user: Option<User>) -> Markup {
    let form = page.form::<signup>();
    let field = form.fields();
    layout(
        &page,
        &user,
        "Sign up",
        html! {
            div.narrow {
                h1 { "Create your account" }
                p { "All that it takes is an address and a password." }
                div.card.pad {
                    (form.open(html! {
                        (field.name.attr("autocomplete", "name").labelled("Name"))
                        (field.email.attr("autocomplete", "username").labelled("E-mail"))
                        (field.password.attr("autocomplete", "new-password")
                            .hint("At least 10 characters. A sentence is easy to remember.")
                            .labelled("Password"))
                        button.full data-pb-busy="Creating your account\u{2026}" { "Create account" }
                    }))
                }
                p { "Already have one? " a href="/login" { "Sign in" } }
            }
        },
    )
}

pub async fn login_page(page: Page, user: Option<User>) -> Markup {
    let form = page.form::<login>();
    let field = form.fields();
    layout(
        &page,
        &user,
        "Sign in",
        html! {
            div.narrow {
                h1 { "Welcome back" }
                p { "Sign in to go on where you stopped." }
                div.card.pad {
                    (form.open(html! {
                        (field.email.attr("type", "email").attr("autocomplete", "username").labelled("E-mail"))
                        (field.password.attr("autocomplete", "current-password").labelled("Password"))
                        button.full data-pb-busy="Signing in\u{2026}" { "Sign in" }
                    }))
                }
                section.demo {
                    h2 { "Just looking? Use the demo account." }
                    dl {
                        dt { "E-mail" } dd { (DEMO_EMAIL) }
                        dt { "Password" } dd { (DEMO_PASSWORD) }
                    }
                }
                p { "New here? " a href="/signup" { "Create an account" } }
            }
        },
    )
}
