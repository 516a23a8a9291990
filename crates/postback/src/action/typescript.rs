//! What scripts are told about an action: its arguments, its form, its value, and how it is called.

mod types;

pub(crate) use self::types::Types;

use ts_rs::TS;

use super::Argument;
use crate::form::FormField;
use crate::outcome::Outcome;

/// Describes an action; written by `#[action(typescript)]`.
pub type Describe = fn(&mut Described);

/// An action, as scripts see it.
#[derive(Debug, Default)]
pub struct Described {
    pub(crate) docs: Vec<&'static str>,
    /// Names and types. A sealed argument has none: a script passes on what the server has sealed.
    pub(crate) arguments: Vec<(&'static str, Option<String>)>,
    pub(crate) form: Option<String>,
    pub(crate) value: String,
    pub(crate) types: Types,
}

/// A type that scripts can be told about.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no TypeScript type",
    label = "scripts could not be told what this is",
    note = "derive `ts_rs::TS` for it (`cargo add ts-rs@12`), or leave `typescript` out of `#[action(..)]`"
)]
#[doc(hidden)]
pub trait HasTypescript: TS + 'static {}

#[diagnostic::do_not_recommend]
impl<T: TS + 'static> HasTypescript for T {}

impl Described {
    /// Adds a line of the doc comment.
    pub fn docs(&mut self, line: &'static str) -> &mut Self {
        self.docs.push(line);
        self
    }

    /// Adds an argument.
    pub fn argument<A: Argument<Value: HasTypescript>>(&mut self, name: &'static str) -> &mut Self {
        let ty = (!A::SEALED).then(|| self.types.name::<A::Value>());
        self.arguments.push((name, ty));
        self
    }

    /// Sets the form.
    pub fn form<F: FormField>(&mut self) -> &mut Self {
        self.form = Some(F::typescript());
        self
    }

    /// Sets the value of a success.
    pub fn value<O: Outcome<Value: HasTypescript>>(&mut self) -> &mut Self {
        self.value = self.types.name::<O::Value>();
        self
    }
}

/// Returns the modules of an action or a type, without the crate and without those called `actions`.
pub(crate) fn modules(path: &'static str) -> Vec<&'static str> {
    let mut modules: Vec<&str> = path.split("::").skip(1).map(unraw).collect();
    modules.pop();
    modules.retain(|module| *module != "actions");
    modules
}

/// Returns the name that scripts call an action by: `problem.toggle_solved` for
/// `app::actions::problem::toggle_solved`.
pub(crate) fn export_name(path: &'static str) -> String {
    let mut parts = modules(path);
    parts.extend(path.rsplit("::").next().map(unraw));
    parts.join(".")
}

fn unraw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_called_by_its_modules_and_its_name() {
        for (path, name) in [
            (
                "app::actions::problem::toggle_solved",
                "problem.toggle_solved",
            ),
            ("app::shop::actions::cart::add", "shop.cart.add"),
            ("app::hello", "hello"),
            ("app::r#type::set", "type.set"),
        ] {
            assert_eq!(export_name(path), name);
        }
    }
}
