//! [`List`]: the view of a `Vec`.

use std::marker::PhantomData;

use super::choice::{Choices, Control};
use super::field::{ControlKind, Field, html, write_error};
use crate::form::FormField;
use crate::form::slot::Slot;
use crate::html::Html;

/// The view of a list, with a view for each of its items.
///
/// ```
/// use postback::FromForm;
/// # use postback::__private::form::FormContext;
///
/// #[derive(FromForm)]
/// struct Order { items: Vec<Item> }
/// #[derive(FromForm)]
/// struct Item { name: String, count: u8 }
///
/// let order = Order { items: vec![Item { name: "Tea".to_owned(), count: 2 }] };
/// # let form = FormContext::new("order".to_owned()).filled(order.write());
/// let field = Order::fields(&form);
/// for item in field.items.iter().chain([field.items.blank()]) {  // and an empty one to add
///     println!("{}{}", item.name.labelled("Name"), item.count.labelled("Count"));
/// }
/// assert_eq!(field.items.len(), 1);
/// assert_eq!(field.items.blank().name.name(), "items[1].name");
/// ```
#[derive(Clone, Debug)]
pub struct List<'f, T> {
    slot: Slot<'f>,
    items: PhantomData<fn() -> T>,
}

impl<'f, T: FormField> List<'f, T> {
    pub(in crate::form) fn new(slot: Slot<'f>) -> Self {
        Self {
            slot,
            items: PhantomData,
        }
    }

    /// Returns the number of items that were submitted or filled in.
    #[must_use]
    pub fn len(&self) -> usize {
        if T::REPEATS {
            self.slot.form.repeats(&self.slot.name)
        } else {
            self.slot.form.items(&self.slot.name)
        }
    }

    /// Returns whether the list has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the views of the items, in order.
    pub fn iter(&self) -> impl Iterator<Item = T::View<'f>> {
        (0..self.len()).map(|at| self.item(at))
    }

    /// Returns the view of a new item after the last one. If it is left blank, it is dropped.
    #[must_use]
    pub fn blank(&self) -> T::View<'f> {
        self.item(self.len())
    }

    /// Returns the view of the item with this index, which may not exist yet.
    #[must_use]
    pub fn item(&self, at: usize) -> T::View<'f> {
        T::view(self.slot.item(at, T::REPEATS))
    }

    /// Renders the element for the errors of the list itself, such as too few items.
    #[must_use]
    pub fn error(&self) -> Html {
        html(|out| {
            // A list that is itself a row may have no control to carry the row's marker.
            self.slot.mark_rows(out);
            write_error(&self.slot, false, out);
        })
    }

    /// Returns the name under which the list is submitted.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.slot.name
    }
}

/// A list of simple values, such as `Vec<Topic>` or `Vec<i64>`, can be rendered as one control.
impl<'f, T: FormField<View<'f> = Field<'f>>> List<'f, T> {
    /// Returns a `<select multiple>`. An enum supplies its options; for other types set
    /// [`Choices::options`].
    #[must_use]
    pub fn select(&self) -> Choices<'f> {
        self.choices(Control::Multiple)
    }

    /// Returns a group of checkboxes. An enum supplies its options; for other types set
    /// [`Choices::options`].
    #[must_use]
    pub fn checkboxes(&self) -> Choices<'f> {
        self.choices(Control::Boxes)
    }

    /// Returns an `<input type="file" multiple>`, for a list of uploads.
    #[cfg(feature = "uploads")]
    #[must_use]
    pub fn files(&self) -> Field<'f> {
        Field::new(self.slot.clone(), ControlKind::File { is_list: true })
    }

    fn choices(&self, control: Control) -> Choices<'f> {
        let kind = match self.item(0).kind {
            known @ ControlKind::Choice(_) => known,
            _ => ControlKind::Text,
        };
        Choices::new(Field::new(self.slot.clone(), kind), control)
    }
}
