//! Signing in.

use maud::{Markup, html};
use postback::Page;

use crate::{
    actions::auth::login,
    db::{DEMO_EMAIL, DEMO_PASSWORD},
    islands::Login,
    model::User,
    ui::layout,
    vite::FrontEnd,
};

pub(crate) async fn login_page(page: Page, front: FrontEnd, user: Option<User>) -> Markup {
    let form = page.form::<login>();
    let field = form.fields();
    layout(
        &page,
        &front,
        user.as_ref(),
        "Sign in",
        html! {
            div.narrow {
                h1 { "Welcome back" }
                div.card.pad {
                    (page.island(&Login {}, form.open(html! {
                        (field.email.attr("type", "email").attr("autocomplete", "username").labelled("E-mail"))
                        (field.password.attr("autocomplete", "current-password").labelled("Password"))
                        button { "Sign in" }
                    })))
                }
                section.demo {
                    h2 { "Just looking? Use the demo account." }
                    dl {
                        dt { "E-mail" } dd { (DEMO_EMAIL) }
                        dt { "Password" } dd { (DEMO_PASSWORD) }
                    }
                }
            }
        },
    )
}
