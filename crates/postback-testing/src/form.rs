use std::fmt;

use url::Url;

use crate::check::action_id;
use crate::controls::{Control, Kind};
use crate::entries::{Enctype, Entry, Value, encode, entries, urlencoded};
use crate::find::{FoundForm, method};
use crate::or_panic;
use crate::page::TestPage;
use crate::tab::Outgoing;

/// A form on a page of a test browser: it is filled in as a user does, then sent as a browser does.
///
/// Methods identify a field by its name or by the text of its label.
///
/// HTML constraints (`required`, `maxlength`, `pattern`, ..) do not prevent a submission, unlike in
/// a browser, because a test checks the server's answer.
#[derive(Clone)]
#[must_use = "a form does nothing until it is submitted"]
pub struct TestForm {
    pub(crate) page: TestPage,
    pub(crate) found: FoundForm,
    /// A description such as "the form of `update_profile`", for messages.
    pub(crate) what: String,
    target: Option<String>,
    tampered: Vec<(String, String)>,
}

impl TestForm {
    pub(crate) fn new(page: TestPage, found: FoundForm, what: String) -> Self {
        Self {
            page,
            found,
            what,
            target: None,
            tampered: Vec::new(),
        }
    }

    /// Submits as the Enter key does, with the first submit button of the form.
    ///
    /// # Panics
    ///
    /// If that button is disabled, or if the form sends nothing, or to another site.
    #[track_caller]
    pub fn submit(self) -> impl Future<Output = TestPage> + Send + use<> {
        let submitter = self.found.default;
        let disabled = submitter.is_some_and(|index| self.found.controls[index].disabled);
        assert!(!disabled, "the submit button of {} is disabled", self.what);
        self.send(submitter)
    }

    /// Submits with the button of this label or accessible name, which may be in a popover.
    ///
    /// # Panics
    ///
    /// If there is not exactly one such button, if it is disabled, or if it does not submit.
    #[track_caller]
    pub fn press(self, label: &str) -> impl Future<Output = TestPage> + Send + use<> {
        let index = or_panic(self.button(label));
        self.send(Some(index))
    }

    fn button(&self, label: &str) -> Result<usize, String> {
        let what = &self.what;
        let labels = || {
            let buttons = self
                .found
                .controls
                .iter()
                .filter_map(|control| control.kind.as_button());
            let labels: Vec<_> = buttons
                .map(|button| format!("\"{}\"", button.label))
                .collect();
            labels.join(", ")
        };
        let submits = |control: &Control| {
            control
                .kind
                .as_button()
                .is_some_and(|button| button.submits)
        };
        let mut fitting: Vec<(usize, &Control)> = self.found.controls.iter().enumerate().collect();
        fitting.retain(|(_, control)| {
            control
                .kind
                .as_button()
                .is_some_and(|button| button.label == label)
        });
        // The button that opens a `Confirm` often has a label that contains that of the submit
        // button.
        if fitting.iter().any(|(_, control)| submits(control)) {
            fitting.retain(|(_, control)| submits(control));
        }
        let (index, control) = match fitting[..] {
            [one] => one,
            [] => {
                return Err(format!(
                    "there is no button \"{label}\"; {what} has: {}",
                    labels()
                ));
            }
            _ => {
                return Err(format!(
                    "{what} has several buttons \"{label}\"; it has: {}",
                    labels()
                ));
            }
        };
        if !submits(control) {
            return Err(format!(
                "the button \"{label}\" of {what} submits nothing (see its `type`)"
            ));
        }
        if control.disabled {
            return Err(format!("the button \"{label}\" of {what} is disabled"));
        }
        Ok(index)
    }

    /// Sends a name and value that a user could not enter, in place of all values of that name, or
    /// in addition. It is meant for tests of hostile input.
    pub fn tamper(mut self, name: &str, value: &str) -> Self {
        self.tampered.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the form to another address. It is meant for tests of hostile input.
    pub fn send_to(mut self, address: &str) -> Self {
        self.target = Some(address.to_owned());
        self
    }

    /// Returns the address to which the form posts.
    #[must_use]
    pub fn action_url(&self) -> &str {
        self.found.action.as_deref().unwrap_or_default()
    }

    #[track_caller]
    fn send(self, submitter: Option<usize>) -> impl Future<Output = TestPage> + Send + use<> {
        let request = or_panic(self.request(submitter));
        let Self { page, what, .. } = self;
        async move {
            let tab = page.tab.clone();
            let next = if request.enhanced {
                tab.send_enhanced(request, &page).await
            } else {
                tab.navigate(request).await
            };
            if let Some(log) = &tab.log {
                log.record(what, &next);
            }
            next
        }
    }

    /// Builds the request that a browser sends for this form.
    fn request(&self, submitter: Option<usize>) -> Result<Outgoing, String> {
        let (form, page) = (&self.found, &self.page);
        let button = submitter.and_then(|index| form.controls[index].kind.as_button());
        let of_button = |pick: fn(&crate::controls::Button) -> &Option<String>| {
            button.and_then(|button| pick(button).as_deref())
        };
        let action = self.target.as_deref();
        let action = action.or_else(|| of_button(|button| &button.action));
        let action = action.or(form.action.as_deref()).unwrap_or_default();
        let method = method(of_button(|button| &button.method).or(form.method.as_deref()))
            .map_err(|why| format!("{} cannot be submitted: {why}", self.what))?;
        let enctype = of_button(|button| &button.enctype).or(form.enctype.as_deref());

        let mut url = self.resolve(action)?;
        let mut list = entries(&form.controls, submitter);
        for (name, value) in &self.tampered {
            put(&mut list, name, value);
        }
        let mut request = Outgoing {
            method,
            url: url.clone(),
            body: None,
            from: Some(page.referrer()),
            enhanced: false,
            shown: None,
        };
        if request.method == http::Method::GET {
            url.set_query(Some(&urlencoded(&list)));
            request.url = url;
            return Ok(request);
        }
        let (mut media, bytes) = encode(Enctype::of(enctype), &list);
        request.enhanced =
            page.tab.settings.enhanced && !form.off && action_id(url.as_str()).is_some();
        if request.enhanced {
            request.shown.clone_from(&page.loaded.etag);
        }
        if request.enhanced && media == "application/x-www-form-urlencoded" {
            // The content type of a `fetch` with `URLSearchParams`.
            media.push_str(";charset=UTF-8");
        }
        request.body = Some((media, bytes));
        Ok(request)
    }

    fn resolve(&self, action: &str) -> Result<Url, String> {
        let own = &self.page.loaded.url;
        let url = match action.trim() {
            "" => Ok(own.clone()),
            action => self.page.loaded.document.base(own).join(action),
        };
        let url = url.map_err(|error| format!("`{action}` is not a URL: {error}"))?;
        if !self.page.tab.is_inside(&url) {
            return Err(format!(
                "{} would be sent out of the app, to {url}",
                self.what
            ));
        }
        Ok(url)
    }
}

/// Replaces the first value of that name, and removes all others.
fn put(list: &mut Vec<Entry>, name: &str, value: &str) {
    let place = list.iter().position(|entry| entry.name == name);
    list.retain(|entry| entry.name != name);
    let entry = Entry {
        name: name.to_owned(),
        value: Value::Text(value.to_owned()),
    };
    list.insert(place.unwrap_or(list.len()), entry);
}

impl fmt::Debug for TestForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |control: &Control| format!("{}={}", control.name, control.kind.values().join(", "));
        let fields = self.found.controls.iter();
        let fields = fields.filter(|control| !matches!(control.kind, Kind::Button(_)));
        f.debug_struct("TestForm")
            .field("form", &self.what)
            .field("action", &self.found.action)
            .field("fields", &fields.map(shown).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
