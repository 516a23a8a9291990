//! [`FormView`]: one form of an action on one page.

mod prepared;
mod unbound;

pub use self::unbound::{FormState, UnboundForm};

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use self::prepared::Prepared;
use super::message::{write_error, write_message};
use crate::action::Action;
use crate::context::{RenderContext, Route};
use crate::form::{FORM, FormId, FromForm, Pairs, push_extra};
use crate::html::{Html, IntoHtml, escape};
use crate::outcome::{ActionOutcome, Outcome, OutcomeKind};

/// One form of the action `A`, returned by [`Page::form`](crate::Page::form).
///
/// After a failed submission it holds the typed values and their errors; after a success it holds
/// the value that the action returned.
#[must_use = "`.open(..)` makes the HTML"]
pub struct FormView<'p, A: Action> {
    pub(super) render: &'p Arc<RenderContext>,
    pub(super) id: &'p str,
    pub(super) keyed: Option<String>,
    pub(super) arguments: String,
    /// The arguments without their seals, which identify the form.
    plain: String,
    filled: Arc<Pairs>,
    /// Additional attributes of the `<form>`, set by the app.
    extra: Vec<(&'static str, String)>,
    context: OnceLock<Prepared<'p>>,
    action: PhantomData<fn() -> A>,
}

impl<'p, A: Action> FormView<'p, A> {
    pub(super) fn new(render: &'p Arc<RenderContext>, route: Option<&'p Arc<Route>>) -> Self {
        let written = render.app.ids.get(&std::any::TypeId::of::<A>());
        let written = written.unwrap_or_else(|| {
            panic!(
                "the action `{}` is not listed: add it to actions![..] of the app",
                A::PATH
            )
        });
        let route = render.route_of_ids(route, format_args!("a form of `{}`", A::NAME));
        Self {
            render,
            id: written.on(route, &render.app.keys),
            keyed: None,
            arguments: String::new(),
            plain: String::new(),
            filled: Arc::default(),
            extra: Vec::new(),
            context: OnceLock::new(),
            action: PhantomData,
        }
    }

    /// Distinguishes this form from other forms of the same action on the page, and gives it its
    /// own state.
    pub fn keyed(mut self, key: impl fmt::Display) -> Self {
        self.keyed = Some(key.to_string());
        self.context = OnceLock::new();
        self
    }

    /// Sets the initial values of the fields. Submitted values take precedence.
    pub fn fill(mut self, value: &A::Form) -> Self {
        self.filled = Arc::new(value.write());
        self.context = OnceLock::new();
        self
    }

    /// Adds an attribute to the `<form>`: a class, a label, or an option of the browser runtime.
    ///
    /// ```
    /// # use postback::{Html, Page, Result, action};
    /// # #[action(public)]
    /// # async fn subscribe() -> Result<()> { Ok(()) }
    /// async fn news(page: Page) -> Html {
    ///     let form = page.form::<subscribe>().attr("class", "wide").attr("data-pb-lane", "drop");
    ///     form.open(Html::from_trusted("<button>Subscribe</button>"))
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// If the name is not a valid attribute name (see [`Field::attr`](crate::Field::attr)), or is
    /// one of the four that the library writes: `method`, `action`, `enctype`, `id`.
    pub fn attr(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let own = ["method", "action", "enctype", "id"];
        assert!(
            !own.iter().any(|own| name.eq_ignore_ascii_case(own)),
            "`{name}` is written by `open`, which knows the action"
        );
        self.extra
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        push_extra(&mut self.extra, name, value.to_string());
        self
    }

    /// Returns the fields, as a struct with the field names of the form's type.
    #[must_use]
    pub fn fields(&self) -> <A::Form as FromForm>::Fields<'_> {
        A::Form::fields(&self.prepared().form)
    }

    /// Returns the value that the action returned, on the page that answers its success.
    #[must_use]
    pub fn done(&self) -> Option<&'p <A::Output as Outcome>::Value> {
        match &self.see()?.end {
            OutcomeKind::Done(value) => value.get(),
            _ => None,
        }
    }

    /// Returns whether this form was just submitted successfully, even if the returned value was
    /// too large to be carried to the page.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.see()
            .is_some_and(|ended| matches!(ended.end, OutcomeKind::Done(_)))
    }

    fn see(&self) -> Option<&'p ActionOutcome> {
        let mine = self.prepared().mine?;
        if matches!(mine.end, OutcomeKind::Done(_)) {
            self.render.see_outcome();
        }
        Some(mine)
    }

    /// Renders the whole form around `body`, with its method, action and enctype.
    ///
    /// Errors that no field shows are rendered above the body.
    #[must_use]
    pub fn open(&self, body: impl IntoHtml) -> Html {
        // The body is rendered first: its fields mark the errors that they show.
        let body = body.into_html();
        let prepared = self.prepared();
        let mut html = String::with_capacity(body.as_str().len() + 192);
        html.push_str("<form method=\"post\" action=\"");
        escape(&self.url(), &mut html);
        html.push_str("\" id=\"");
        escape(prepared.form.id(), &mut html);
        html.push('"');
        if A::Form::MULTIPART {
            html.push_str(" enctype=\"multipart/form-data\"");
        }
        for (name, value) in &self.extra {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            escape(value, &mut html);
            html.push('"');
        }
        html.push('>');
        // A button that names another action submits this form's id, so that its outcome is shown
        // here.
        if body.as_str().contains("formaction") {
            html.push_str("<input type=\"hidden\" name=\"");
            html.push_str(FORM);
            html.push_str("\" value=\"");
            escape(prepared.form.id(), &mut html);
            html.push_str("\">");
        }
        self.write_summary(prepared, &mut html);
        html.push_str(body.as_str());
        html.push_str("</form>");
        Html::from_trusted(html)
    }

    fn prepared(&self) -> &Prepared<'p> {
        self.context.get_or_init(|| {
            Prepared::new::<A>(
                self.render,
                self.keyed.as_deref(),
                &self.plain,
                &self.filled,
            )
        })
    }

    fn write_summary(&self, prepared: &Prepared<'_>, html: &mut String) {
        let Some(ended) = prepared.mine else { return };
        let OutcomeKind::Error(kind) = &ended.end else {
            return;
        };
        let first = self.render.see_outcome();
        let left = prepared.form.errors_left();
        let is_invalid = kind.is_about_fields();
        if left.is_empty() && (is_invalid || !first) {
            return;
        }
        html.push_str("<div class=\"pb-summary\" role=\"alert\" tabindex=\"-1\">");
        if !is_invalid {
            write_message(ended, html);
        }
        for error in left {
            html.push_str("<p>");
            write_error(error, html);
            html.push_str("</p>");
        }
        html.push_str("</div>");
    }
}

/// The id of the `<form>` element, which is the prefix of the ids of its fields.
impl<A: Action> FormId for FormView<'_, A> {
    fn form_id(&self) -> &str {
        self.prepared().form.id()
    }
}

impl<A: Action> fmt::Debug for FormView<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormView")
            .field("action", &A::PATH)
            .field("arguments", &self.plain)
            .finish_non_exhaustive()
    }
}
