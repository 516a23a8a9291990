//! The approximate memory of a remembered outcome, in bytes.
//!
//! Every type is destructured completely, so that a new field or variant does not compile until its
//! weight is defined.

use http::HeaderMap;

use super::redirect::Target;
use super::{ActionOutcome, Buffered, ErrorKind, Extras, OutcomeKind};
use crate::form::{FieldError, Kept};

/// The overhead of an allocated item: its place in the list, and the allocator's own data.
const EACH: usize = 48;

/// The weight of an empty outcome with its entry in a table.
const ALONE: usize = 512;

impl ActionOutcome {
    pub(crate) fn weight(&self) -> usize {
        let Self {
            name,
            path: _,
            instance,
            end,
            has_begun: _,
            no_store: _,
            kept,
            headers,
            flash,
            digest,
            revalidated,
            quiet: _,
        } = self;
        let Kept {
            values,
            extent: _,
            form,
            files,
            secrets,
        } = kept;
        let texts = [
            Some(name),
            instance.as_ref(),
            form.as_ref(),
            flash.as_ref(),
            digest.as_ref(),
        ];
        let texts: usize = texts.into_iter().flatten().map(text).sum();
        let values = values.iter().flat_map(|values| values.iter());
        let values: usize = values.map(|(name, value)| text(name) + text(value)).sum();
        let files: usize = files.iter().chain(secrets).map(text).sum();
        let changed = revalidated
            .iter()
            .map(|changed| EACH + changed.as_str().len());
        let changed: usize = changed.sum();
        ALONE + texts + values + files + changed + of_headers(headers) + of_end(end)
    }
}

fn of_end(end: &OutcomeKind) -> usize {
    match end {
        OutcomeKind::Nothing => 0,
        OutcomeKind::Done(value) => value.weight(),
        OutcomeKind::Redirect {
            target,
            done: _,
            replace: _,
        } => of_target(target),
        OutcomeKind::Error(kind) => of_kind(kind),
    }
}

fn of_kind(kind: &ErrorKind) -> usize {
    match kind {
        ErrorKind::Redirect(redirect) => {
            let (target, Extras { headers, flash }) = (**redirect).clone().into_parts();
            target.as_ref().map_or(0, of_target)
                + flash.as_ref().map_or(0, text)
                + of_headers(&headers)
        }
        ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors) => {
            let each = |FieldError { field, message }: &FieldError| text(field) + text(message);
            errors.iter().map(each).sum()
        }
        ErrorKind::Conflict(sentence) | ErrorKind::Refused(_, sentence) => EACH + sentence.len(),
        ErrorKind::Rejected(response) => {
            let Buffered {
                status: _,
                headers,
                body,
            } = &**response;
            EACH + body.len() + of_headers(headers)
        }
        // The cause was logged already (`App::resolve`).
        ErrorKind::Failed(_)
        | ErrorKind::Unshown { .. }
        | ErrorKind::Denied
        | ErrorKind::NotFound
        | ErrorKind::Stale
        | ErrorKind::Forgotten
        | ErrorKind::Busy
        | ErrorKind::Limited { wait: _ }
        | ErrorKind::TooLarge(_) => 0,
    }
}

fn of_target(target: &Target) -> usize {
    match target {
        Target::App(place) | Target::Visitor(place) => EACH + place.as_str().len(),
        Target::External(place, origin) => EACH + place.as_str().len() + text(origin),
    }
}

fn of_headers(headers: &HeaderMap) -> usize {
    let each = headers
        .iter()
        .map(|(name, value)| 2 * EACH + name.as_str().len() + value.len());
    each.sum()
}

fn text(text: &String) -> usize {
    EACH + text.capacity()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::{HeaderName, HeaderValue, StatusCode};

    use super::super::{Error, Invalid, Place, Redirect, Value};
    use super::*;
    use crate::cache::Revalidation;
    use crate::form::Pairs;

    const LARGE: usize = 100_000;

    fn large() -> String {
        "x".repeat(LARGE)
    }

    fn headers() -> HeaderMap {
        let name = HeaderName::from_static("x-large");
        HeaderMap::from_iter([(name, HeaderValue::try_from(large()).unwrap())])
    }

    fn values(pairs: Pairs) -> Kept {
        Kept {
            values: Some(Arc::new(pairs)),
            ..Kept::default()
        }
    }

    fn error(error: Error) -> ActionOutcome {
        ActionOutcome {
            end: OutcomeKind::Error(error.kind),
            ..ActionOutcome::nothing()
        }
    }

    #[test]
    fn an_outcome_weighs_what_each_of_its_parts_holds() {
        let nothing = ActionOutcome::nothing;
        let buffered = |headers, body| {
            ErrorKind::Rejected(Arc::new(Buffered {
                status: StatusCode::FORBIDDEN,
                headers,
                body,
            }))
        };
        let target = Target::App(Place::here(&format!("/{}", large())).unwrap());
        let (done, replace) = (true, false);
        let redirect = || Redirect::to("/");
        let outcomes = [
            ActionOutcome {
                name: large(),
                ..nothing()
            },
            ActionOutcome {
                instance: Some(large()),
                ..nothing()
            },
            ActionOutcome {
                kept: values([(large(), String::new())].into()),
                ..nothing()
            },
            ActionOutcome {
                kept: values([(String::new(), large())].into()),
                ..nothing()
            },
            ActionOutcome {
                kept: Kept {
                    files: vec![large()],
                    ..Kept::default()
                },
                ..nothing()
            },
            ActionOutcome {
                kept: Kept {
                    secrets: vec![large()],
                    ..Kept::default()
                },
                ..nothing()
            },
            ActionOutcome {
                kept: Kept {
                    form: Some(large()),
                    ..Kept::default()
                },
                ..nothing()
            },
            ActionOutcome {
                headers: headers(),
                ..nothing()
            },
            ActionOutcome {
                flash: Some(large()),
                ..nothing()
            },
            ActionOutcome {
                digest: Some(large()),
                ..nothing()
            },
            ActionOutcome {
                revalidated: vec![Revalidation::Path(large())],
                ..nothing()
            },
            ActionOutcome {
                end: OutcomeKind::Done(Value::from_json(&large())),
                ..nothing()
            },
            ActionOutcome {
                end: OutcomeKind::Redirect {
                    target,
                    done,
                    replace,
                },
                ..nothing()
            },
            error(Invalid::form(large())),
            error(Invalid::field(large(), "")),
            error(crate::Conflict::new(large())),
            error(Error::refused(StatusCode::BAD_REQUEST, large())),
            error(Error::new(buffered(headers(), Bytes::new()))),
            error(Error::new(buffered(HeaderMap::new(), large().into()))),
            error(Error::from(Redirect::to(format!("/{}", large())))),
            error(Error::from(redirect().flash(large()))),
            error(Error::from(redirect().with(headers()))),
        ];
        for (index, outcome) in outcomes.iter().enumerate() {
            let weight = outcome.weight();
            assert!((LARGE..3 * LARGE).contains(&weight), "{index}: {weight}");
        }
        assert!(nothing().weight() < 1_000);
    }

    #[test]
    fn many_small_parts_weigh_more_than_their_bytes() {
        let pairs = vec![(String::new(), String::new()); 1_000];
        let ended = ActionOutcome {
            kept: values(pairs),
            ..ActionOutcome::nothing()
        };
        assert!(ended.weight() >= 48_000);
    }
}
