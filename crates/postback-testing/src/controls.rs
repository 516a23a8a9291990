//! The controls of a form: read from the page, then changed by the test as a user would change
//! them.

use scraper::{ElementRef, Html};

use crate::document::{accessible_name, ancestors, by_id, select, text_of_ids};
use crate::input_value::InputType;
use crate::text::{fold, visible};

/// A control that belongs to a form, in the order of the page.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    pub(crate) name: String,
    pub(crate) labels: Vec<String>,
    pub(crate) disabled: bool,
    pub(crate) readonly: bool,
    /// The error that the page shows for it, or an empty string.
    pub(crate) error: String,
    pub(crate) kind: Kind,
}

/// The kind of control, with its current value.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// An input for text or another typed value, including `hidden`.
    Input { of_type: InputType, value: String },
    /// A text area.
    Area { value: String },
    /// A checkbox or a radio button.
    Check {
        radio: bool,
        value: String,
        on: bool,
    },
    /// A list of options.
    Select {
        multiple: bool,
        options: Vec<Choice>,
    },
    /// A file input with its attached files.
    Files { multiple: bool, files: Vec<File> },
    /// A button.
    Button(Button),
}

/// An option of a select.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) selected: bool,
    pub(crate) disabled: bool,
}

/// A button, and how it changes the submission.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) submits: bool,
    pub(crate) image: bool,
    pub(crate) action: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) enctype: Option<String>,
}

/// A file that the test has attached.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Kind {
    /// Returns the kind in words, for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Input { of_type, .. } => format!("an input of type `{}`", of_type.name),
            Self::Area { .. } => "a textarea".to_owned(),
            Self::Check { radio: true, .. } => "a radio button".to_owned(),
            Self::Check { radio: false, .. } => "a checkbox".to_owned(),
            Self::Select { .. } => "a select".to_owned(),
            Self::Files { .. } => "a file input".to_owned(),
            Self::Button(_) => "a button".to_owned(),
        }
    }

    /// Returns the method of [`TestForm`](crate::TestForm) that changes it.
    pub(crate) fn changed_with(&self) -> &'static str {
        match self {
            Self::Input { of_type, .. } if of_type.name == "hidden" => "tamper",
            Self::Input { .. } | Self::Area { .. } => "fill",
            Self::Check { radio: true, .. } => "choose",
            Self::Check { radio: false, .. } => "check",
            Self::Select { .. } => "select",
            Self::Files { .. } => "attach",
            Self::Button(_) => "press",
        }
    }

    /// Returns its values: none if it is not checked, chosen or attached.
    pub(crate) fn values(&self) -> Vec<String> {
        match self {
            Self::Input { value, .. } | Self::Area { value } => vec![value.clone()],
            Self::Check { value, on, .. } => on.then(|| value.clone()).into_iter().collect(),
            Self::Select { options, .. } => {
                let chosen = options.iter().filter(|option| option.selected);
                chosen.map(|option| option.value.clone()).collect()
            }
            Self::Files { files, .. } => files.iter().map(|file| file.name.clone()).collect(),
            Self::Button(_) => Vec::new(),
        }
    }

    pub(crate) fn as_button(&self) -> Option<&Button> {
        match self {
            Self::Button(button) => Some(button),
            _ => None,
        }
    }
}

/// Returns the controls whose form owner is `form`, in the order of the page.
pub(crate) fn of_form(html: &Html, form: ElementRef<'_>) -> Vec<Control> {
    let labels = select(html, "label");
    let mut controls: Vec<_> = select(html, "button, input, select, textarea")
        .into_iter()
        .filter(|element| owner(html, *element) == Some(form))
        .filter(|element| !ancestors(*element).any(|above| above.value().name() == "datalist"))
        .map(|element| read(html, form, element, &labels))
        .collect();
    keep_one_radio_of_a_group(&mut controls);
    controls
}

/// Returns the form to which an element belongs: by its `form` attribute, otherwise the form around
/// it.
pub(crate) fn owner<'a>(html: &'a Html, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let is_form = |element: &ElementRef<'_>| element.value().name() == "form";
    match element.attr("form") {
        Some(id) => by_id(html, id).filter(is_form),
        None => ancestors(element).find(is_form),
    }
}

fn read(
    html: &Html,
    form: ElementRef<'_>,
    element: ElementRef<'_>,
    labels: &[ElementRef<'_>],
) -> Control {
    let name = element.attr("name").unwrap_or_default().to_owned();
    Control {
        labels: labels_of(html, element, labels),
        disabled: is_disabled(element),
        readonly: element.attr("readonly").is_some(),
        error: error_of(html, form, element, &name),
        kind: kind_of(html, element),
        name,
    }
}

fn kind_of(html: &Html, element: ElementRef<'_>) -> Kind {
    let of_type = element
        .attr("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let value = element.attr("value");
    match (element.value().name(), of_type.as_str()) {
        ("textarea", _) => Kind::Area {
            value: element.text().collect(),
        },
        ("select", _) => select_of(element),
        ("button", "reset" | "button") => Kind::Button(button_of(html, element, false)),
        ("button", "submit") => Kind::Button(button_of(html, element, true)),
        ("button", _) => {
            // In HTML a button without a type submits, unless it has a command.
            let commands =
                element.attr("command").is_some() || element.attr("commandfor").is_some();
            Kind::Button(button_of(html, element, !commands))
        }
        (_, "reset" | "button") => Kind::Button(button_of(html, element, false)),
        (_, "submit" | "image") => Kind::Button(button_of(html, element, true)),
        (_, "checkbox" | "radio") => Kind::Check {
            radio: of_type == "radio",
            value: value.unwrap_or("on").to_owned(),
            on: element.attr("checked").is_some(),
        },
        (_, "file") => Kind::Files {
            multiple: element.attr("multiple").is_some(),
            files: Vec::new(),
        },
        _ => {
            let attr = |name| element.attr(name).map(str::to_owned);
            let of_type = InputType {
                name: if of_type.is_empty() {
                    "text".to_owned()
                } else {
                    of_type
                },
                multiple: element.attr("multiple").is_some(),
                min: attr("min"),
                max: attr("max"),
                step: attr("step"),
            };
            let value = of_type.held(value.unwrap_or_default());
            Kind::Input { of_type, value }
        }
    }
}

fn button_of(html: &Html, element: ElementRef<'_>, submits: bool) -> Button {
    let attr = |name| element.attr(name).map(str::to_owned);
    let of_type = element.attr("type").unwrap_or_default();
    let is_input = element.value().name() == "input";
    let image = is_input && of_type.eq_ignore_ascii_case("image");
    let shown = if image {
        element.attr("alt")
    } else {
        element.attr("value")
    };
    let mut label = accessible_name(html, element);
    if is_input && element.attr("aria-label").is_none() {
        label = fold(shown.unwrap_or(if submits { "Submit" } else { "" }));
    }
    Button {
        label,
        value: attr("value").unwrap_or_default(),
        submits,
        image,
        action: attr("formaction").filter(|action| !action.is_empty()),
        method: attr("formmethod"),
        enctype: attr("formenctype"),
    }
}

fn select_of(element: ElementRef<'_>) -> Kind {
    let multiple = element.attr("multiple").is_some();
    let is_option = |child: &ElementRef<'_>| child.value().name() == "option";
    let mut options: Vec<_> = element
        .descendent_elements()
        .filter(is_option)
        .map(|option| {
            let text = fold(&option.text().collect::<String>());
            let in_disabled_group = ancestors(option).any(|above| {
                above.value().name() == "optgroup" && above.attr("disabled").is_some()
            });
            Choice {
                value: option.attr("value").unwrap_or(&text).to_owned(),
                selected: option.attr("selected").is_some(),
                disabled: option.attr("disabled").is_some() || in_disabled_group,
                text,
            }
        })
        .collect();
    if !multiple {
        let size = element.attr("size").and_then(|size| size.parse().ok());
        let last = options.iter().rposition(|option| option.selected);
        let first_usable = || options.iter().position(|option| !option.disabled);
        let chosen = match size.unwrap_or(1_u32) {
            0 | 1 => last.or_else(first_usable),
            _ => last,
        };
        for (index, option) in options.iter_mut().enumerate() {
            option.selected = Some(index) == chosen;
        }
    }
    Kind::Select { multiple, options }
}

/// Of several checked radio buttons with one name only the last one stays checked.
fn keep_one_radio_of_a_group(controls: &mut [Control]) {
    let mut taken: Vec<String> = Vec::new();
    for control in controls.iter_mut().rev() {
        if let Kind::Check {
            radio: true, on, ..
        } = &mut control.kind
            && *on
            && !control.name.is_empty()
        {
            if taken.contains(&control.name) {
                *on = false;
            } else {
                taken.push(control.name.clone());
            }
        }
    }
}

/// Returns whether an element is disabled, by itself or by a `fieldset` around it whose first
/// `legend` does not contain it.
fn is_disabled(element: ElementRef<'_>) -> bool {
    let by_fieldset = |above: ElementRef<'_>| {
        let is_legend = |child: &ElementRef<'_>| child.value().name() == "legend";
        above.value().name() == "fieldset"
            && above.attr("disabled").is_some()
            && !above
                .child_elements()
                .find(is_legend)
                .is_some_and(|legend| ancestors(element).any(|around| around == legend))
    };
    element.attr("disabled").is_some() || ancestors(element).any(by_fieldset)
}

fn labels_of(html: &Html, element: ElementRef<'_>, labels: &[ElementRef<'_>]) -> Vec<String> {
    let id = element.attr("id");
    let belongs = |label: &ElementRef<'_>| match label.attr("for") {
        Some(target) => Some(target) == id,
        None => ancestors(element).any(|above| above == *label),
    };
    let by_label = labels.iter().copied().filter(belongs).map(visible);
    let by_ids = element
        .attr("aria-labelledby")
        .map(|ids| text_of_ids(html, ids));
    let by_attr = element.attr("aria-label").map(fold);
    let mut all: Vec<_> = by_label.chain(by_ids).chain(by_attr).collect();
    all.retain(|label| !label.is_empty());
    all.dedup();
    all
}

/// Returns the error of a control: the element with the id that this library gives it, or the one
/// that ARIA refers to.
fn error_of(html: &Html, form: ElementRef<'_>, element: ElementRef<'_>, name: &str) -> String {
    let slot =
        |id: Option<&str>, rest: &str| id.map(|id| text_of_ids(html, &format!("{id}{rest}")));
    let described = element
        .attr("aria-describedby")
        .filter(|_| element.attr("aria-invalid") == Some("true"));
    let candidates = [
        slot(element.attr("id"), "-error"),
        slot(form.attr("id"), &format!("-{name}-error")),
        slot(element.attr("aria-errormessage"), ""),
        slot(described, ""),
    ];
    let mut found = candidates.into_iter().flatten();
    found
        .find(|message| !message.is_empty())
        .unwrap_or_default()
}
