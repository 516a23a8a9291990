//! A log that a test can read: every event and every closed span of its thread.
//!
//! There is one subscriber for the whole process, because with one for each test a call site that
//! is met first while another test starts may stay switched off.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

pub(crate) type Fields = BTreeMap<&'static str, String>;

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) level: String,
    pub(crate) target: String,
    pub(crate) fields: Fields,
    /// The spans around it, the outermost first.
    pub(crate) spans: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) name: &'static str,
    pub(crate) fields: Fields,
    pub(crate) parent: Option<&'static str>,
}

#[derive(Default)]
struct Kept {
    lines: Vec<Line>,
    spans: Vec<Span>,
}

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Kept>>);

thread_local! {
    static KEPT: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// Made by every app of these tests, before anything is logged.
pub(crate) fn switch_on() {
    static ON: Once = Once::new();
    ON.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(Everywhere);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// Keeps the log of this thread from now on.
pub(crate) fn keep() -> Log {
    switch_on();
    let log = Log::default();
    KEPT.with(|kept| *kept.borrow_mut() = Some(log.clone()));
    log
}

struct Everywhere;

fn kept(write: impl FnOnce(&mut Kept)) {
    KEPT.with(|kept| {
        if let Some(log) = &*kept.borrow() {
            write(&mut log.0.lock().unwrap());
        }
    });
}

impl Log {
    pub(crate) fn lines(&self, target: &str) -> Vec<Line> {
        let kept = self.0.lock().unwrap();
        kept.lines
            .iter()
            .filter(|line| line.target == target)
            .cloned()
            .collect()
    }

    /// The closed spans of this name.
    pub(crate) fn spans(&self, name: &str) -> Vec<Span> {
        let kept = self.0.lock().unwrap();
        kept.spans
            .iter()
            .filter(|span| span.name == name)
            .cloned()
            .collect()
    }

    /// Everything, a line for each event and each closed span.
    pub(crate) fn text(&self) -> String {
        let kept = self.0.lock().unwrap();
        let mut text = String::new();
        for Line {
            level,
            target,
            fields,
            spans,
        } in &kept.lines
        {
            let _ = writeln!(text, "{level} {target} in {spans:?}:{}", written(fields));
        }
        for Span {
            name,
            fields,
            parent,
        } in &kept.spans
        {
            let _ = writeln!(text, "{name} in {parent:?}:{}", written(fields));
        }
        text
    }
}

fn written(fields: &Fields) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        let _ = write!(text, " {name}={value}");
    }
    text
}

struct Writer<'f>(&'f mut Fields);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Everywhere {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Writer(&mut fields));
        let span = context.span(id).unwrap();
        span.extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut extensions = span.extensions_mut();
        values.record(&mut Writer(extensions.get_mut::<Fields>().unwrap()));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Writer(&mut fields));
        let spans = context
            .event_scope(event)
            .into_iter()
            .flat_map(tracing_subscriber::registry::Scope::from_root)
            .map(|span| span.name())
            .collect();
        let line = Line {
            level: event.metadata().level().to_string(),
            target: event.metadata().target().to_owned(),
            fields,
            spans,
        };
        kept(|kept| kept.lines.push(line));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let fields = span.extensions().get::<Fields>().cloned();
        let span = Span {
            name: span.name(),
            fields: fields.unwrap_or_default(),
            parent: span.parent().map(|parent| parent.name()),
        };
        kept(|kept| kept.spans.push(span));
    }
}
