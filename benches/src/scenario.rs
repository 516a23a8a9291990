//! What is measured, step by step, for one person on one connection.

use std::io::Result;
use std::net::SocketAddr;

use crate::ask::Ask;
use crate::client::{Client, wrong};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    Page,
    Valid,
    Invalid,
}

impl Scenario {
    pub(crate) const ALL: [Self; 3] = [Self::Page, Self::Valid, Self::Invalid];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Page => "GET a page with a form",
            Self::Valid => "valid form: POST, 303, GET",
            Self::Invalid => "invalid form: POST, 422 page",
        }
    }
}

pub(crate) const SETTINGS: &str = "/settings";
pub(crate) const VALID: &str =
    "name=Grace+Hopper&email=grace%40example.com&about=Compilers%2C+ships%0D%0A%26+moths.";
pub(crate) const INVALID: &str =
    "name=x&email=nobody&about=%3Cscript%3Ealert%281%29%3C%2Fscript%3E+%26+more";

/// Somebody with a session, a connection, and the page in front of them.
pub(crate) struct Person {
    client: Client,
    host: String,
    session: u64,
    page: Vec<u8>,
    valid: Vec<u8>,
    invalid: Vec<u8>,
}

impl Person {
    /// Opens the page and finds out where its first form posts to.
    pub(crate) async fn new(address: SocketAddr, session: u64) -> Result<Self> {
        let mut client = Client::connect(address).await?;
        let host = address.to_string();
        let ask = Ask {
            host: &host,
            target: SETTINGS,
            session,
            cookie: None,
            form: None,
            also: &[],
        };
        let page = ask.bytes();
        let reply = client.send(&page).await?;
        let target =
            action(SETTINGS, reply.text()?).ok_or_else(|| wrong("a page without a form"))?;
        let post = |form| {
            let target = target.as_str();
            Ask {
                target,
                form: Some(form),
                ..ask
            }
            .bytes()
        };
        let (valid, invalid) = (post(VALID), post(INVALID));
        Ok(Self {
            client,
            host,
            session,
            page,
            valid,
            invalid,
        })
    }

    /// Goes through a scenario once, and gives the texts of the answers to `look`.
    pub(crate) async fn run(
        &mut self,
        scenario: Scenario,
        mut look: impl FnMut(crate::client::Reply<'_>),
    ) -> Result<()> {
        let (request, status) = match scenario {
            Scenario::Page => (&self.page, 200),
            Scenario::Valid => (&self.valid, 303),
            Scenario::Invalid => (&self.invalid, 422),
        };
        let reply = self.client.send(request).await?;
        expect(reply.status, status)?;
        look(reply);
        if scenario == Scenario::Valid {
            let page = Ask {
                host: &self.host,
                target: SETTINGS,
                session: self.session,
                cookie: reply.cookie(),
                form: None,
                also: &[],
            }
            .bytes();
            let reply = self.client.send(&page).await?;
            expect(reply.status, 200)?;
            look(reply);
        }
        Ok(())
    }
}

pub(crate) fn expect(status: u16, expected: u16) -> Result<()> {
    if status == expected {
        Ok(())
    } else {
        Err(wrong(format!("status {status} where {expected} was due")))
    }
}

/// Where the first form of the page at `target` posts to.
pub(crate) fn action(target: &str, html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<form method=\"post\" action=\"")?;
    let (action, _) = rest.split_once('"')?;
    let action = action.replace("&amp;", "&");
    Some(if action.starts_with('?') {
        format!("{target}{action}")
    } else {
        action
    })
}
