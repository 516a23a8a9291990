//! [`FormView`]: one form of an action on one page.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use super::message::{write_error, write_message};
use super::optimistic::is_inside;
use crate::action::{Action, Arguments, SealContext, instance};
use crate::context::{RenderContext, Route, action_of};
use crate::form::{FORM, FieldError, FormContext, FormId, FromForm, Pairs, Problem, push_extra};
use crate::html::{Html, IntoHtml, escape};
use crate::outcome::{ActionOutcome, ErrorKind, Outcome, OutcomeKind};

/// The state of a [`FormView`] whose arguments are not bound yet.
#[derive(Debug)]
pub enum Unbound {}
/// The state of a [`FormView`] whose arguments are bound.
#[derive(Debug)]
pub enum Bound {}

/// An action whose form can be rendered: it has no arguments, or they are bound.
#[diagnostic::on_unimplemented(
    message = "the form of `{Self}` is not bound to its arguments",
    label = "`.bind(..)` comes before `.open(..)`",
    note = "the action has `Arg` or `Sealed` parameters: `page.form::<{Self}>().bind(id).open(..)`"
)]
pub trait Ready<B> {}
#[diagnostic::do_not_recommend]
impl<A: Action<Arguments = ()>> Ready<Unbound> for A {}
#[diagnostic::do_not_recommend]
impl<A: Action> Ready<Bound> for A {}

/// One form of the action `A`, returned by [`Page::form`](crate::Page::form).
///
/// After a failed submission it holds the typed values and their errors; after a success it holds
/// the value that the action returned.
#[must_use = "`.open(..)` makes the HTML"]
pub struct FormView<'p, A: Action, B = Unbound> {
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
    marker: PhantomData<fn() -> (A, B)>,
}

/// The form's state, computed once binding, keying and filling are finished.
struct Prepared<'p> {
    form: FormContext,
    mine: Option<&'p ActionOutcome>,
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
        let route = route.or_else(|| render.route.get()).unwrap_or_else(|| {
            panic!(
                "the page {} has a form of `{}`, but its route takes no actions: write `.route(path, page(get(..)))`",
                render.url.path(),
                A::NAME
            )
        });
        if let Err(sentence) = route.is_unique() {
            panic!("{sentence}");
        }
        Self {
            render,
            id: written.on(route, &render.app.keys),
            keyed: None,
            arguments: String::new(),
            plain: String::new(),
            filled: Arc::default(),
            extra: Vec::new(),
            context: OnceLock::new(),
            marker: PhantomData,
        }
    }

    /// Binds the [`Arg`](crate::Arg) and [`Sealed`](crate::Sealed) parameters: one value, or a
    /// tuple in the order of the function's parameters.
    ///
    /// Forms with different arguments have separate states.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "`.bind(p.id)` reads better than `.bind(&p.id)`, and ids are small"
    )]
    pub fn bind(self, values: <A::Arguments as Arguments>::Values) -> FormView<'p, A, Bound> {
        let context = SealContext::of::<A>(&self.render.app.keys);
        FormView {
            arguments: A::Arguments::write(&values, context),
            plain: A::Arguments::plain(&values),
            render: self.render,
            id: self.id,
            keyed: self.keyed,
            filled: self.filled,
            extra: self.extra,
            context: OnceLock::new(),
            marker: PhantomData,
        }
    }
}

impl<'p, A: Action, B> FormView<'p, A, B> {
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
    pub fn open(&self, body: impl IntoHtml) -> Html
    where
        A: Ready<B>,
    {
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

    fn prepared(&self) -> &Prepared<'p> {
        self.context.get_or_init(|| {
            let instance = instance::<A>(&self.render.app.keys, self.keyed.as_deref(), &self.plain);
            let id = if instance.is_empty() {
                A::NAME.to_owned()
            } else {
                format!("{}-{instance}", A::NAME)
            };
            let mine = self.mine(&instance, &id);
            let words = self.render.app.messages.clone();
            let form = FormContext::new(id)
                .with_message_fn(words)
                .filled(Arc::clone(&self.filled));
            // An outcome without values has changed nothing: the form keeps what it was filled
            // with.
            let form =
                match mine.map(|ended| (ended.kept.values.clone(), self.errors(ended, &form))) {
                    None => form,
                    Some((None, errors)) if errors.is_empty() => form,
                    Some((values, errors)) => {
                        let mut values = values.unwrap_or_default();
                        if mine.is_some_and(|ended| ended.kept.is_cut()) {
                            values = completed(&values, &self.filled);
                        }
                        let mut form = form.counted(values, errors);
                        let render = Arc::clone(self.render);
                        let take = move |at| render.note(|notes| notes.take(at));
                        form = form.taking(Arc::new(take), &self.filled);
                        // After a conflict the page fills in the stored values. A conflict of
                        // another action or form is about other data.
                        let is_conflict = mine.is_some_and(|ended| {
                            matches!(ended.end, OutcomeKind::Error(ErrorKind::Conflict(_)))
                                && ended.path == A::PATH
                                && ended
                                    .instance
                                    .as_ref()
                                    .is_none_or(|known| *known == instance)
                        });
                        if is_conflict && !self.filled.is_empty() {
                            form.saved_meanwhile(Arc::clone(&self.filled))
                        } else {
                            form
                        }
                    }
                };
            Prepared { form, mine }
        })
    }

    /// Returns the errors of the form, and asks again for each file of a refused submission: a
    /// browser never fills in a file.
    fn errors(&self, ended: &ActionOutcome, form: &FormContext) -> Arc<Vec<FieldError>> {
        let mut errors = ended.errors();
        if self.render.keeps_files || ended.is_success() {
            return errors;
        }
        for name in ended
            .kept
            .files
            .iter()
            .filter(|name| A::Form::file(name).is_some())
        {
            if !errors.iter().any(|error| error.field == *name) {
                Arc::make_mut(&mut errors).push(FieldError {
                    field: name.clone(),
                    message: form.sentence(&Problem::FileAgain),
                });
            }
        }
        errors
    }

    /// Returns the outcome that the page shows, if it belongs to this form. An outcome whose action
    /// id is unknown belongs to the action of the same readable name.
    fn mine(&self, instance: &str, id: &str) -> Option<&'p ActionOutcome> {
        // A next state is invisible: the outcome belongs to the visible form.
        let shown = self.render.shown.as_ref().filter(|_| !is_inside())?;
        let ended = &*shown.ended;
        // A refusal belongs to the visible form whose button was pressed. Among the forms of one
        // action the arguments decide, because ids change with the keys.
        let pressed = ended.kept.form.as_ref();
        let pressed = pressed.filter(|form| action_of(form) != ended.name);
        if let (Some(pressed), OutcomeKind::Error(_)) = (pressed, &ended.end) {
            return (pressed == id).then_some(ended);
        }
        let same_action = ended.path == A::PATH || (ended.path.is_empty() && ended.name == A::NAME);
        if !same_action {
            return None;
        }
        let same_form = match &ended.instance {
            // After the keys have changed nothing tells the sealed forms apart, so the first one
            // claims the outcome.
            Some(_) if ended.path.is_empty() && A::Arguments::SEALED && self.keyed.is_none() => {
                self.render.claim(id)
            }
            Some(known) => known == instance,
            None => self.render.claim(id),
        };
        same_form.then_some(ended)
    }
}

/// Adds the filled-in value of every field that did not arrive. Submitting them blank would delete
/// the stored values.
fn completed(sent: &Arc<Pairs>, filled: &Pairs) -> Arc<Pairs> {
    let known: HashSet<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    let others = filled
        .iter()
        .filter(|(name, _)| !known.contains(name.as_str()));
    Arc::new(sent.iter().chain(others).cloned().collect())
}

/// The id of the `<form>` element, which is the prefix of the ids of its fields.
impl<A: Action, B> FormId for FormView<'_, A, B> {
    fn form_id(&self) -> &str {
        self.prepared().form.id()
    }
}

impl<A: Action, B> fmt::Debug for FormView<'_, A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormView")
            .field("action", &A::PATH)
            .field("arguments", &self.plain)
            .finish_non_exhaustive()
    }
}
