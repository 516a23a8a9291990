//! From submitted pairs to a value: every error at once.
//!
//! A field that cannot be read gets a stand-in, so that garde can look at the whole value; what
//! garde says about such a field, or about anything below it, is dropped, and so is the value: a [`Read`]
//! with a stand-in in it does not give its value away.

use std::collections::HashSet;
use std::fmt::Write as _;

use garde::Validate;

use super::decoder::Decoder;
use super::locate::{Place, Steps};
use super::problem::{FoundProblems, Problem};
use super::read::Read;
use super::rules::{FileRules, Rules};
use super::submitted::Submitted;
use super::tree::{self, Input, Segment, Tree};
use super::{FieldError, FormField, FromForm, Pairs};

impl Decoder {
    pub(super) fn item<T: FormField>(
        &mut self,
        input: Input<'_>,
        at: usize,
        rules: &Rules,
    ) -> Read<T> {
        let end = self.path.len();
        let _ = write!(self.path, "[{at}]");
        let value = T::decode(input, self, rules);
        self.path.truncate(end);
        value
    }

    /// Notes why nothing could be read.
    pub(super) fn fail<T: FormField>(&mut self, problem: &Problem) -> Read<T> {
        self.note(problem);
        Read::made_up(T::stand_in())
    }
}

/// Reads a whole form.
#[doc(hidden)]
pub fn decode<T: FromForm + FormField>(submitted: Submitted<'_>) -> Result<T, Vec<FieldError>> {
    let (read, mut errors) = judged::<T>(submitted);
    bound(&mut errors, submitted.errors);
    match read.get() {
        Some(value) if errors.is_empty() => Ok(value),
        _ => Err(errors),
    }
}

/// Reads a whole form, and says everything that is wrong with it.
pub(super) fn judged<T: FromForm + FormField>(
    submitted: Submitted<'_>,
) -> (Read<T>, Vec<FieldError>) {
    let tree = Tree::new(submitted);
    let (read, mut errors) = read::<T>(&tree, submitted, false);
    if let Err(mut broken) = FromForm::check_rules(read.with_stand_ins()) {
        // Rules see a list without blank rows.
        let rows = tree::Rows::of(&tree);
        for error in &mut broken {
            rows.in_form(&mut error.field);
        }
        // What garde says about a stand-in, or about anything below it, is about nothing that was sent.
        let known: HashSet<String> = errors.iter().map(|error| error.field.clone()).collect();
        let is_new = |error: &FieldError| !above(&error.field).any(|path| known.contains(path));
        errors.extend(broken.into_iter().filter(is_new));
    }
    sort::<T>(&mut errors);
    (read, errors)
}

/// Keeps so many errors, and says how many there are besides them.
pub(super) fn bound(errors: &mut Vec<FieldError>, most: usize) {
    let fields = errors.iter().filter(|error| !error.field.is_empty());
    let more = fields.count().saturating_sub(most);
    if more > 0 {
        // What is wrong with the form itself is behind what is wrong with its fields.
        let of_form = errors.iter().filter(|error| error.field.is_empty());
        let of_form: Vec<FieldError> = of_form.cloned().collect();
        errors.truncate(most);
        errors.extend(of_form);
        errors.push(FieldError {
            field: String::new(),
            message: Problem::MoreErrors(more).sentence(),
        });
    }
}

/// Reads a form leniently: what cannot be read is left out of lists and options, as if it had not been sent.
pub(super) fn without_nonsense<T: FormField>(submitted: Submitted<'_>) -> T {
    let tree = Tree::new(submitted);
    read(&tree, submitted, true).0.part_of(&mut true)
}

fn read<T: FormField>(
    tree: &Tree<'_>,
    submitted: Submitted<'_>,
    leaves_out: bool,
) -> (Read<T>, Vec<FieldError>) {
    let mut decoder = Decoder::new(submitted);
    decoder.leaves_out = leaves_out;
    let read = T::decode(Input::of(tree), &mut decoder, &Rules::ROOT);
    (read, decoder.errors)
}

/// Reads one field by rules that are made while the program runs; `None` if they refuse the value.
///
/// For tests that try many rules. What garde alone enforces, the test has to.
#[doc(hidden)]
#[must_use]
pub fn read_one<T: FormField>(name: &'static str, value: &str, rules: Rules) -> Option<T> {
    let pairs = [(name.to_owned(), value.to_owned())];
    let submitted = Submitted::texts(&pairs);
    let tree = Tree::new(submitted);
    let mut decoder = Decoder::new(submitted);
    let read = T::decode(Input::of(&tree).field(name), &mut decoder, &rules);
    read.with_stand_ins()
        .check(name, &rules, &mut decoder.errors);
    read.get().filter(|_| decoder.errors.is_empty())
}

/// A path and everything that holds it: `a[0].b` is in `a[0]` and in `a`.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    let holders = path.match_indices(['.', '[']).map(|(at, _)| &path[..at]);
    holders.chain([path])
}

/// Errors in the order of the fields, those of the form itself last.
fn sort<T: FromForm>(errors: &mut [FieldError]) {
    errors.sort_by_key(|error| {
        let first = error.field.split(['.', '[']).next();
        T::NAMES
            .iter()
            .position(|name| Some(*name) == first)
            .unwrap_or(usize::MAX)
    });
}

/// A form that has `#[garde(..)]` rules, which garde checks.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has `#[garde(..)]` rules, but does not derive `garde::Validate`",
    label = "nothing would check these rules",
    note = "write `#[derive(postback::FromForm, garde::Validate)]`"
)]
pub trait Ruled {
    /// What the rules ask for outside the value.
    type Context;

    /// What garde says.
    fn report(&self, context: &Self::Context) -> Result<(), garde::Report>;
}

#[diagnostic::do_not_recommend]
impl<T: Validate> Ruled for T {
    type Context = T::Context;

    fn report(&self, context: &Self::Context) -> Result<(), garde::Report> {
        self.validate_with(context)
    }
}

/// What garde's rules can ask for outside the value itself.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the `#[garde(context(..))]` of a form must be `Default`",
    label = "a form is checked with the default value of this type"
)]
pub trait RuleContext: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> RuleContext for T {}

/// Runs garde's rules, and ours that are stricter, over a form.
#[doc(hidden)]
pub fn validate<T>(value: &T) -> Result<(), Vec<FieldError>>
where
    T: FromForm + FormField + Ruled,
    T::Context: RuleContext,
{
    let found = FoundProblems::default();
    let report = garde::with_i18n(&found, || value.report(&T::Context::default()));
    let mut errors: Vec<FieldError> = Vec::new();
    for (path, error) in report.err().into_iter().flat_map(garde::Report::into_inner) {
        let path = path.to_string();
        let mut place = Place::default();
        <T as FormField>::locate(&mut Steps(&path), &mut place);
        let message = match found.get(error.message()) {
            Some(problem) if place.list => problem.of_list().sentence(),
            Some(problem) => problem.sentence(),
            None => error.message().to_owned(),
        };
        errors.push(FieldError {
            field: place.name,
            message,
        });
    }
    value.check("", &Rules::ROOT, &mut errors);
    if errors.is_empty() {
        return Ok(());
    }
    sort::<T>(&mut errors);
    Err(errors)
}

/// Runs the rules of a form without `#[garde(..)]`: only files have some.
#[doc(hidden)]
pub fn check<T: FormField>(value: &T) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    value.check("", &Rules::ROOT, &mut errors);
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// What the file field of this name takes.
#[doc(hidden)]
#[must_use]
pub fn file<T: FormField>(name: &str) -> Option<FileRules> {
    T::file(&tree::segments(name)?, &Rules::ROOT)
}

/// What an unchanged form would submit.
#[doc(hidden)]
pub fn write<T: FormField>(value: &T) -> Pairs {
    let mut out = Pairs::new();
    value.write("", &mut out);
    out
}

/// True if the field of this name is never shown again.
#[doc(hidden)]
#[must_use]
pub fn is_secret<T: FormField>(path: &str) -> bool {
    tree::segments(path).is_some_and(|path: Vec<Segment<'_>>| T::is_secret(&path, &Rules::ROOT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_within_itself_and_its_parents_only() {
        assert!(above("a").eq(["a"]));
        assert!(above("a[0].b").eq(["a", "a[0]", "a[0].b"]));
        assert!(above("ab.c").eq(["ab", "ab.c"]));
    }
}
