//! Step 2 and 3: which action a POST asks for, and what it declares about its body.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use form_urlencoded::parse;
use http::{HeaderMap, StatusCode, header};

use super::App;
use super::route::Route;
use crate::action::Callable;
use crate::form::{Exceeded, Sent, body};
use crate::guard::running::{NoRoom, Slot, Whose};
use crate::outcome::{End, Ended, Error, Kind};
use crate::page::plain_instance;

/// The query names that are ours; everything else in a query is the page's own.
pub(crate) const OURS: [&str; 5] = ["_action", "_args", "_k", "_once", "_form"];

/// A refusal that read nothing may still read this much, to put the values back into the form. It is what a
/// form without files may have where nothing else is said: of less a part would come back, and a form that
/// is sent again from a part of what was typed is another one.
const ECHO_LIMIT: usize = 1 << 20;
const ECHO_TIME: Duration = Duration::from_secs(2);

pub(crate) fn names_an_action(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| name(pair) == "_action"))
}

fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// The page's own query, byte for byte; `None` when nothing of it is left.
pub(crate) fn own_query(query: &str) -> Option<String> {
    let own: Vec<&str> = query
        .split('&')
        .filter(|pair| !OURS.contains(&name(pair)))
        .collect();
    (!own.is_empty()).then(|| own.join("&"))
}

/// The query names that are ours, read.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) arguments: String,
    pub(crate) keyed: Option<String>,
    pub(crate) once: Option<String>,
    /// The id of the form whose button was pressed, if that is in the form of another action.
    pub(crate) pressed: Option<String>,
}

impl Named {
    /// # Errors
    /// The name that is there twice: whichever were taken, somebody meant the other.
    pub(crate) fn read(query: &str) -> Result<Self, &'static str> {
        let mut values: [Option<String>; 5] = Default::default();
        for pair in query.split('&') {
            let Some(index) = OURS.iter().position(|ours| *ours == name(pair)) else {
                continue;
            };
            let value = parse(pair.as_bytes())
                .next()
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default();
            if values[index].replace(value).is_some() {
                return Err(OURS[index]);
            }
        }
        let [id, arguments, keyed, once, pressed] = values;
        Ok(Self {
            id: id.unwrap_or_default(),
            arguments: arguments.unwrap_or_default(),
            keyed,
            once,
            pressed,
        })
    }

    /// Which form of the action it is; `None` if its seal cannot be opened.
    pub(crate) fn instance(&self, app: &App, action: &dyn Callable) -> Option<String> {
        action.instance(&app.keys, self.keyed.as_deref(), &self.arguments)
    }

    /// Which action it is, `name.hmac`, and the proof that it was written on a route.
    fn parts(&self) -> [&str; 2] {
        match self.id.match_indices('.').nth(1) {
            Some((at, _)) => [&self.id[..at], &self.id[at + 1..]],
            None => [&self.id, ""],
        }
    }
}

/// An action that is known; whether it may run where the request leads says its route.
pub(crate) struct Found {
    pub(crate) action: Arc<dyn Callable>,
    pub(crate) named: Named,
}

/// Why there is no action to run.
pub(crate) enum Missing {
    Twice(&'static str),
    /// After a deploy that removed or renamed it, or with keys that are gone.
    Unknown(Named),
}

impl Found {
    pub(crate) fn of(app: &App, query: &str) -> Result<Self, Missing> {
        let named = Named::read(query).map_err(Missing::Twice)?;
        let [id, _] = named.parts();
        match app.actions.get(id) {
            Some(action) => Ok(Self {
                action: Arc::clone(action),
                named,
            }),
            None => Err(Missing::Unknown(named)),
        }
    }

    /// Whether the id was written in a form of a page on this route, or is one for every route.
    pub(crate) fn may_run_on(&self, route: &Route, app: &App) -> bool {
        let known = &app.ids[&self.action.hidden_type()];
        known.is_anywhere() || route.has_written(known, &app.keys, self.named.parts())
    }

    /// # Errors
    /// How the call ends if the headers alone break a limit.
    pub(crate) fn declared(&self, headers: &HeaderMap) -> Result<(), Kind> {
        let info = self.action.info();
        let refused = |kind, limit: Option<usize>| {
            tracing::info!(target: "postback::refused", action = info.path, limit, "refused by its headers");
            Err(kind)
        };
        if length(headers).is_some_and(|length| length > info.body_limit as u64) {
            let exceeded = Exceeded::Body(info.body_limit);
            return refused(Kind::TooLarge(exceeded), Some(info.body_limit));
        }
        match body::declared(headers) {
            Ok(()) => Ok(()),
            Err(error) => refused(
                Kind::Refused(error.status(), error.to_string().into()),
                None,
            ),
        }
    }

    /// Room to run in.
    ///
    /// # Errors
    /// How the call ends if there is none.
    pub(crate) fn room(&self, app: &App) -> Result<Slot, Arc<Ended>> {
        let info = self.action.info();
        app.running.enter(info.path).map_err(|NoRoom| {
            tracing::info!(target: "postback::refused", action = info.path, setting = "`Limits::running`", limit = app.running.most(), "no room for one more action");
            Arc::new(Ended::refused(info.name, info.path, None, Kind::Busy))
        })
    }

    /// The end of a call that its headers refuse, with what was typed.
    pub(crate) async fn refused(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: Body,
        kind: Kind,
    ) -> Arc<Ended> {
        let info = self.action.info();
        let instance = self.named.instance(app, &*self.action);
        let sent = echoed(app, headers, body).await;
        let pressed = self.named.pressed.as_deref();
        Arc::new(Ended {
            kept: app.kept(&*self.action, pressed, &sent),
            ..Ended::refused(info.name, info.path, instance, kind)
        })
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The values of a body that nobody will act on, as far as they come in little time.
pub(crate) async fn echoed(app: &App, headers: &HeaderMap, body: Body) -> Sent {
    echoed_to(app, headers, body, None, None).await
}

/// The same for somebody who is known; `waits` is called when the sender has to be waited for.
pub(crate) async fn echoed_to(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    whose: Option<Whose<'_>>,
    waits: Option<&(dyn Fn() + Sync)>,
) -> Sent {
    let reading = body::Reading {
        most: ECHO_LIMIT,
        text: ECHO_LIMIT,
        limits: &app.limits,
        places: &app.places,
        whose,
        waits,
        files: None,
    };
    let mut sent = Sent::default();
    let read = body::read(headers, body, reading, &mut sent);
    // However it ends, what came is there.
    drop(tokio::time::timeout(ECHO_TIME, read).await);
    sent.renumber();
    sent
}

impl Missing {
    /// `Stale`, with what was typed, or a 400.
    pub(crate) async fn ended(self, app: &App, headers: &HeaderMap, body: Body) -> Arc<Ended> {
        match self {
            Self::Twice(name) => {
                tracing::info!(target: "postback::refused", name, "a query name is there twice");
                let sentence = "The address of this form could not be read. Please reload the page and try again.";
                Arc::new(Ended::refused(
                    "",
                    "",
                    None,
                    Kind::Refused(StatusCode::BAD_REQUEST, sentence.into()),
                ))
            }
            Self::Unknown(named) => {
                let name = named.id.split_once('.').map_or("", |(name, _)| name);
                tracing::info!(target: "postback::refused", action = %name.escape_debug(), "no action has this id: the page is from another version, or the keys have changed");
                let sent = echoed(app, headers, body).await;
                let kept = app.kept_by_name(named.pressed.as_deref(), &sent);
                Arc::new(Ended {
                    name: name.to_owned(),
                    path: "",
                    instance: Some(plain_instance(
                        &app.keys,
                        named.keyed.as_deref(),
                        &named.arguments,
                    )),
                    end: End::Error(Error::new(Kind::Stale).kind),
                    kept,
                    ..Ended::nothing()
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn wherever_ours_stand_the_own_query_comes_back_byte_for_byte(
            own in prop::collection::vec("[!-%'-~\u{e9}]{0,12}", 1..5),
            ours in prop::collection::vec((0..OURS.len(), "(=[!-%'-~]{0,12})?", 0_usize..6), 0..5),
        ) {
            prop_assume!(own.iter().all(|pair| !OURS.contains(&name(pair))));
            let mut all = own.clone();
            for (index, value, at) in ours {
                all.insert(at.min(all.len()), format!("{}{value}", OURS[index]));
            }
            prop_assert_eq!(own_query(&all.join("&")), Some(own.join("&")));
        }
    }

    #[test]
    fn the_own_query_stays_byte_for_byte() {
        assert_eq!(
            own_query("topic=r%C3%A9&_action=a.b&page=2&_args=7").as_deref(),
            Some("topic=r%C3%A9&page=2")
        );
        assert_eq!(own_query("_action=a.b&_k=x&_once=y"), None);
        assert_eq!(
            own_query("a&&b=1&_actions=1").as_deref(),
            Some("a&&b=1&_actions=1")
        );
        assert_eq!(own_query("%5Faction=1").as_deref(), Some("%5Faction=1"));
    }

    #[test]
    fn only_a_whole_name_names_an_action() {
        assert!(names_an_action(Some("x=1&_action=a.b")));
        assert!(names_an_action(Some("_action")));
        assert!(!names_an_action(Some("my_action=a&_actions=b")));
        assert!(!names_an_action(None));
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused() {
        assert_eq!(Named::read("_action=a&_action=b").unwrap_err(), "_action");
        assert_eq!(
            Named::read("_action=a&_args=1&_args=2").unwrap_err(),
            "_args"
        );
    }

    #[test]
    fn values_are_decoded() {
        let named = Named::read("_action=a.b&_args=%221%2C+2%22&_k=row").unwrap();
        assert_eq!(
            (named.arguments.as_str(), named.keyed.as_deref()),
            ("\"1, 2\"", Some("row"))
        );
    }
}
