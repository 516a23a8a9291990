//! Decoding submitted pairs into a value, with every error at once.
//!
//! A field that cannot be decoded gets a placeholder value, so that garde can check the whole
//! struct. garde's errors about such a field, or about anything inside it, are dropped, and so is
//! the value: a [`Read`] that contains a placeholder does not release it.

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

    /// Records why a value could not be decoded, and returns a placeholder.
    pub(super) fn fail<T: FormField>(&mut self, problem: &Problem) -> Read<T> {
        self.note(problem);
        Read::made_up(T::stand_in())
    }
}

/// Decodes a whole form.
#[doc(hidden)]
pub fn decode<T: FromForm + FormField>(submitted: Submitted<'_>) -> Result<T, Vec<FieldError>> {
    let (read, mut errors) = judged::<T>(submitted);
    bound(&mut errors, submitted.errors);
    match read.get() {
        Some(value) if errors.is_empty() => Ok(value),
        _ => Err(errors),
    }
}

/// Decodes a whole form and returns the value together with every error.
pub(super) fn judged<T: FromForm + FormField>(
    submitted: Submitted<'_>,
) -> (Read<T>, Vec<FieldError>) {
    let tree = Tree::new(submitted);
    let (read, mut errors) = read::<T>(&tree, submitted, false);
    if let Err(mut broken) = FromForm::check_rules(read.with_stand_ins()) {
        // The rules see a list without its blank rows.
        let rows = tree::Rows::of(&tree);
        for error in &mut broken {
            rows.in_form(&mut error.field);
        }
        // garde's errors about a placeholder, or about anything inside it, do not concern submitted
        // values.
        let known: HashSet<String> = errors.iter().map(|error| error.field.clone()).collect();
        let is_new = |error: &FieldError| !above(&error.field).any(|path| known.contains(path));
        errors.extend(broken.into_iter().filter(is_new));
    }
    sort::<T>(&mut errors);
    (read, errors)
}

/// Truncates the list to `most` errors, and adds one that gives the number of the omitted ones.
pub(super) fn bound(errors: &mut Vec<FieldError>, most: usize) {
    let fields = errors.iter().filter(|error| !error.field.is_empty());
    let more = fields.count().saturating_sub(most);
    if more > 0 {
        // Errors of the form itself come after those of its fields.
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

/// Decodes a form leniently: list items and optional values that cannot be decoded are left out, as
/// if they had not been submitted.
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

/// Decodes one field by rules that are built at run time, or returns `None` if they refuse the
/// value.
///
/// It is for tests that try many rules. A rule that only garde enforces has to be checked by the
/// test.
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

/// Returns a path and the paths that contain it: `a[0].b`, `a[0]` and `a`.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    let holders = path.match_indices(['.', '[']).map(|(at, _)| &path[..at]);
    holders.chain([path])
}

/// Sorts errors by the order of the fields; those of the form itself come last.
fn sort<T: FromForm>(errors: &mut [FieldError]) {
    errors.sort_by_key(|error| {
        let first = error.field.split(['.', '[']).next();
        T::NAMES
            .iter()
            .position(|name| Some(*name) == first)
            .unwrap_or(usize::MAX)
    });
}

/// A form with `#[garde(..)]` rules, which garde checks.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has `#[garde(..)]` rules, but does not derive `garde::Validate`",
    label = "these rules would not be checked",
    note = "write `#[derive(postback::FromForm, garde::Validate)]`"
)]
pub trait Ruled {
    /// The context type of garde's rules.
    type Context;

    /// Returns garde's report.
    fn report(&self, context: &Self::Context) -> Result<(), garde::Report>;
}

#[diagnostic::do_not_recommend]
impl<T: Validate> Ruled for T {
    type Context = T::Context;

    fn report(&self, context: &Self::Context) -> Result<(), garde::Report> {
        self.validate_with(context)
    }
}

/// A type that can be the context of garde's rules.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the `#[garde(context(..))]` of a form must be `Default`",
    label = "a form is checked with the default value of this type"
)]
pub trait RuleContext: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> RuleContext for T {}

/// Checks garde's rules, and the library's stricter ones, on a form.
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

/// Checks the rules of a form without `#[garde(..)]` attributes, which only concern files.
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

/// Returns the rules of the file field of this name.
#[doc(hidden)]
#[must_use]
pub fn file<T: FormField>(name: &str) -> Option<FileRules> {
    T::file(&tree::segments(name)?, &Rules::ROOT)
}

/// Returns the pairs that an unchanged form would submit.
#[doc(hidden)]
pub fn write<T: FormField>(value: &T) -> Pairs {
    let mut out = Pairs::new();
    value.write("", &mut out);
    out
}

/// Returns whether the field of this name is never shown again.
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
