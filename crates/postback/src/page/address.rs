//! The URL that a form posts to, and the URL of a button in another action's form.

use super::form_view::FormView;
use crate::action::Action;
use crate::form::FormId;

impl<A: Action> FormView<'_, A> {
    /// Returns the URL that the form posts to, for a `<form>` that is written by hand.
    ///
    /// The URL is only a query, so it is correct under every path that a proxy or a `nest` adds.
    /// Like every attribute value it has to be escaped, which template engines do.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = String::from("?");
        if let Some(query) = self.render.url.query() {
            url.push_str(query);
            url.push('&');
        }
        url.push_str("_action=");
        url.push_str(self.id);
        if !self.arguments.is_empty() {
            add(&mut url, "_args", &self.arguments);
        }
        if let Some(key) = &self.keyed {
            add(&mut url, "_k", key);
        }
        if A::SETTINGS.once {
            self.render.note(|notes| notes.for_one_visitor = true);
            let id = self.render.app.once_ids.mint(&self.render.app.keys);
            add(&mut url, "_once", &id);
        }
        url
    }

    /// Returns the `formaction` of a button that belongs to another action's form and calls this
    /// action with the values that were typed there. `form` is that other form, or its `id`.
    ///
    /// A button inside that form may use [`url`](Self::url) instead, because a form that contains
    /// such buttons submits its own id. A button that is associated through its `form` attribute
    /// needs `url_in`.
    ///
    /// The form that the button belongs to shows a refusal: it keeps the typed values, shows each
    /// field error at the field of that name, and shows all other errors above its body. After a
    /// success the page is rendered again without the typed values, as after any other action;
    /// [`done`](Self::done) of this action's form returns the value.
    ///
    /// ```
    /// # use postback::{Arg, Confirm, Form, FromForm, Html, Page, Result, action};
    /// # #[derive(FromForm)] struct Note { text: String }
    /// # #[action(public)] async fn save(Arg(_id): Arg<u32>, Form(_): Form<Note>) -> Result<()> { Ok(()) }
    /// # #[action(public)] async fn delete(Arg(_id): Arg<u32>) -> Result<()> { Ok(()) }
    /// async fn note(page: Page) -> Html {
    ///     let (save, delete) = (page.form::<save>().bind(7), page.form::<delete>().bind(7));
    ///     let text = save.fields().text.labelled("Text");
    ///     let delete = Confirm::new("Delete this note?")
    ///         .attr("formaction", delete.url_in(&save))
    ///         .attr("formnovalidate", "")
    ///         .button(&save, "Delete");
    ///     save.open(Html::from_trusted(format!("{text}<button>Save</button>{delete}")))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// In a form with files, add `formenctype="application/x-www-form-urlencoded"` to the button,
    /// unless its action accepts files. Otherwise the browser uploads them for nothing.
    #[must_use]
    pub fn url_in(&self, form: impl FormId) -> String {
        let mut url = self.url();
        add(&mut url, "_form", form.form_id());
        url
    }
}

fn add(url: &mut String, name: &str, value: &str) {
    url.push('&');
    url.push_str(name);
    url.push('=');
    url.extend(form_urlencoded::byte_serialize(value.as_bytes()));
}
