//! Where a form posts to, and a button in the form of another action.

use super::form_view::{FormView, Ready};
use crate::action::Action;
use crate::form::FormId;

impl<A: Action, B> FormView<'_, A, B> {
    /// Where the form posts to, for a `<form>` that is written by hand.
    ///
    /// It is only a query, so that it is right under every path that a proxy or a `nest` puts
    /// before it. As every attribute it has to be escaped, which template engines do.
    #[must_use]
    pub fn url(&self) -> String
    where
        A: Ready<B>,
    {
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

    /// Where a button posts to that belongs to the form of another action: it calls this action with what
    /// was typed there. A button inside that form may as well have [`url`](Self::url): a form with such
    /// buttons says itself which one it is. One that belongs to it by its attribute `form` needs this.
    ///
    /// A refusal is shown by the form that the button is in: what was typed stays, an error of a field stands
    /// at the field of that name, and what no field shows above the form. After a success the page is shown
    /// anew, as after any other, without what was typed; its value is read from the form of this action,
    /// with [`done`](Self::done).
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
    /// In a form with files the button also says `formenctype="application/x-www-form-urlencoded"`, unless
    /// its action takes them: they are not sent then.
    #[must_use]
    pub fn url_in(&self, form: impl FormId) -> String
    where
        A: Ready<B>,
    {
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
