//! Pages from template engines: what the library makes is not escaped again.

use postback::{Page, Result, action, actions};

use crate::site::{app, look};

#[action(public)]
async fn press() -> Result<()> {
    Ok(())
}

fn is_shown_once(page: &str) {
    assert_eq!(
        page.matches("<button>Press</button></form>").count(),
        1,
        "{page}"
    );
    assert_eq!(page.matches("<form method=\"post\"").count(), 1, "{page}");
    assert!(
        page.contains("&lt;b&gt;") || page.contains("&#60;b&#62;"),
        "{page}"
    );
}

#[cfg(feature = "maud")]
#[tokio::test]
async fn maud_takes_a_form_and_gives_one_its_body() {
    async fn home(page: Page) -> postback::Html {
        let form = page
            .form::<press>()
            .open(maud::html! { button { "Press" } });
        let markup = maud::html! { main { (form) ("<b>") } };
        postback::IntoHtml::into_html(markup)
    }
    is_shown_once(&look(&app(home, actions![press])).await);
}

#[cfg(feature = "askama")]
#[tokio::test]
async fn askama_takes_a_form_and_gives_one_its_body() {
    #[derive(askama::Template)]
    #[template(source = "<main>{{ form }}{{ text }}</main>", ext = "html")]
    struct Home<'a> {
        form: postback::Html,
        text: &'a str,
    }
    #[derive(askama::Template)]
    #[template(source = "<button>Press</button>", ext = "html")]
    struct Body;
    async fn home(page: Page) -> Result<postback::Html> {
        let form = page.form::<press>();
        let form = form.open(postback::Html::from_template(&Body)?);
        Ok(postback::Html::from_template(&Home { form, text: "<b>" })?)
    }
    is_shown_once(&look(&app(home, actions![press])).await);
}

#[cfg(feature = "minijinja")]
#[tokio::test]
async fn minijinja_takes_a_form() {
    async fn home(page: Page) -> Result<postback::Html> {
        let form = page.form::<press>();
        let form = form.open(postback::Html::from_trusted("<button>Press</button>"));
        let mut templates = minijinja::Environment::new();
        templates.add_template("home.html", "<main>{{ form }}{{ text }}</main>")?;
        let home = templates.get_template("home.html")?;
        let shown = home.render(minijinja::context! { form => form, text => "<b>" })?;
        Ok(postback::Html::from_trusted(shown))
    }
    is_shown_once(&look(&app(home, actions![press])).await);
}
