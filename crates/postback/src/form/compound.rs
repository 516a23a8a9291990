//! Fields made of other fields, `Option<T>` and `Vec<T>`, and `bool`, whose presence is its value.

use super::decoder::Decoder;
use super::locate::{Place, Steps};
use super::problem::Problem;
use super::read::Read;
use super::rules::{FileRules, Rules};
use super::slot::Slot;
use super::tree::{Input, Segment, marker};
use super::view::{ControlKind, Field, List};
use super::{FieldError, FormField, Pairs};

/// A checkbox: a browser submits its value if it is checked, and nothing otherwise.
impl FormField for bool {
    type View<'f> = Field<'f>;
    const SCALAR: bool = true;
    const REPEATS: bool = false;
    #[cfg(feature = "typescript")]
    const MAY_BE_ABSENT: bool = true;

    #[cfg(feature = "typescript")]
    fn typescript() -> String {
        "boolean".to_owned()
    }

    fn decode(input: Input<'_>, _: &mut Decoder, _: &Rules) -> Read<Self> {
        Read::whole(is_on(input.value()))
    }

    fn stand_in() -> Self {
        false
    }

    fn write(&self, name: &str, out: &mut Pairs) {
        if *self {
            self.write_item(name, out);
        }
    }

    fn write_item(&self, name: &str, out: &mut Pairs) {
        out.push((name.to_owned(), self.to_string()));
    }

    fn view(slot: Slot<'_>) -> Field<'_> {
        let kind = if slot.is_optional {
            ControlKind::Choice(&[("true", "Yes"), ("false", "No")])
        } else {
            ControlKind::Check
        };
        Field::new(slot, kind)
    }
}

/// Returns whether a checkbox is on: true for any value except the usual words for "no".
pub(super) fn is_on(value: Option<&str>) -> bool {
    value.is_some_and(|value| !matches!(value, "" | "false" | "off" | "no" | "0"))
}

/// An empty value is `None`; an optional struct is `None` if all of its fields are empty.
impl<T: FormField> FormField for Option<T> {
    type View<'f> = T::View<'f>;
    const SCALAR: bool = T::SCALAR;
    const REPEATS: bool = T::REPEATS;
    const RULED: bool = T::RULED;
    const MULTIPART: bool = T::MULTIPART;
    const NEEDS_MAX: bool = T::NEEDS_MAX;
    #[cfg(feature = "typescript")]
    const MAY_BE_ABSENT: bool = true;

    #[cfg(feature = "typescript")]
    fn typescript() -> String {
        format!("{} | null", T::typescript())
    }

    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
        let is_empty = if T::IS_FILE {
            input.file().is_none()
        } else if T::SCALAR {
            input.value().is_none_or(|text| {
                text.is_empty() || (rules.is_trimmed() && text.trim().is_empty())
            })
        } else {
            input.is_blank()
        };
        if is_empty {
            return Read::whole(None);
        }
        let value = T::decode(input, decoder, &rules.of_option());
        // `None` is a better placeholder than a zero. A struct is decoded nevertheless, so that the
        // rules of its other fields run.
        if T::SCALAR || decoder.leaves_out() {
            Read::whole(value.get())
        } else {
            value.map(Some)
        }
    }

    fn stand_in() -> Self {
        None
    }

    fn write(&self, name: &str, out: &mut Pairs) {
        match self {
            // `write_item` writes `false`, too, which `write` leaves out like `None`.
            Some(value) => value.write_item(name, out),
            None if T::SCALAR && !T::IS_FILE => out.push((name.to_owned(), String::new())),
            None => {}
        }
    }

    fn view(slot: Slot<'_>) -> Self::View<'_> {
        T::view(slot.optional())
    }

    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        if let Some(value) = self {
            value.check(path, &rules.of_option(), errors);
        }
    }

    fn locate(steps: &mut Steps<'_>, place: &mut Place) {
        T::locate(steps, place);
    }

    fn is_secret(path: &[Segment<'_>], rules: &Rules) -> bool {
        T::is_secret(path, &rules.of_option())
    }

    fn file(path: &[Segment<'_>], rules: &Rules) -> Option<FileRules> {
        T::file(path, &rules.of_option())
    }

    fn file_bytes(rules: &Rules) -> u64 {
        T::file_bytes(&rules.of_option())
    }
}

/// Returns how many files a list may have: ten, unless a rule sets another number.
fn most_files(rules: &Rules) -> usize {
    rules.max_items.unwrap_or(10)
}

/// Repeated names, or `items[0].name` for a list of rows.
impl<T: FormField> FormField for Vec<T> {
    type View<'f> = List<'f, T>;
    const SCALAR: bool = false;
    const RULED: bool = T::RULED;
    const MULTIPART: bool = T::MULTIPART;
    const NEEDS_MAX: bool = T::NEEDS_MAX;
    #[cfg(feature = "typescript")]
    const MAY_BE_ABSENT: bool = true;

    #[cfg(feature = "typescript")]
    fn typescript() -> String {
        format!("Array<{}>", T::typescript())
    }

    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
        let most = if T::IS_FILE {
            most_files(rules)
        } else {
            decoder.list()
        };
        let rules = rules.of_items();
        let items: &mut dyn Iterator<Item = Input<'_>> = if T::IS_FILE {
            &mut input.files()
        } else if T::REPEATS || (T::SCALAR && !input.has_items()) {
            &mut input.values()
        } else {
            &mut input.items()
        };
        let (mut list, mut is_whole) = (Self::new(), true);
        for (at, input) in items.enumerate() {
            if at == most {
                return decoder.fail(&Problem::TooMany(most));
            }
            let item = decoder.item(input, input.place(at), &rules);
            if decoder.leaves_out() {
                list.extend(item.get());
            } else {
                list.push(item.part_of(&mut is_whole));
            }
        }
        Read::of_parts(list, is_whole)
    }

    fn stand_in() -> Self {
        Self::new()
    }

    fn write(&self, name: &str, out: &mut Pairs) {
        for (at, item) in self.iter().enumerate() {
            if T::REPEATS {
                item.write_item(name, out);
            } else {
                let row = format!("{name}[{at}]");
                out.push((marker(&row), "1".to_owned()));
                item.write(&row, out);
            }
        }
    }

    fn view(slot: Slot<'_>) -> List<'_, T> {
        List::new(slot)
    }

    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        let rules = rules.of_items();
        for (at, item) in self.iter().enumerate() {
            item.check(&format!("{path}[{at}]"), &rules, errors);
        }
    }

    fn locate(steps: &mut Steps<'_>, place: &mut Place) {
        place.list();
        if let Some(at) = steps.item() {
            place.item(at);
            T::locate(steps, place);
        }
    }

    fn is_secret(path: &[Segment<'_>], rules: &Rules) -> bool {
        let below = match path {
            [Segment::Item(_), below @ ..] => below,
            here => here,
        };
        T::is_secret(below, &rules.of_items())
    }

    fn file(path: &[Segment<'_>], rules: &Rules) -> Option<FileRules> {
        match path {
            // All files of a list have the same name, so the limit applies to the name.
            [Segment::Item(_), below @ ..] if !T::IS_FILE => T::file(below, &rules.of_items()),
            here if T::IS_FILE => {
                let list = Some(most_files(rules));
                T::file(here, &rules.of_items()).map(|file| FileRules { list, ..file })
            }
            _ => None,
        }
    }

    fn file_bytes(rules: &Rules) -> u64 {
        T::file_bytes(&rules.of_items()).saturating_mul(most_files(rules) as u64)
    }
}
