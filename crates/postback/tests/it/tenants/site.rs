//! An app for several tenants. Each of its values says whose it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use http::request::Parts;
use postback::{
    Arg, Cache, CachedPage, Done, Error, Html, Keys, Page, Postback, Redirect, Result, action,
    actions, page,
};

use crate::support::{Answer, button, document, request, send};

pub(crate) const TENANTS: [&str; 3] = ["acme", "globex", "initech"];

/// The secrets of each tenant, and how often they were computed.
#[derive(Clone, Default)]
pub(crate) struct World {
    versions: Arc<Mutex<BTreeMap<String, u32>>>,
    pub(crate) computed: Arc<Mutex<Vec<String>>>,
}

impl World {
    fn change(&self, tenant: &str) {
        *self
            .versions
            .lock()
            .unwrap()
            .entry(tenant.into())
            .or_default() += 1;
    }

    fn secret(&self, tenant: &str) -> String {
        self.computed.lock().unwrap().push(tenant.to_owned());
        let version = self.versions.lock().unwrap().get(tenant).copied();
        format!("secret-of-{tenant}-{}", version.unwrap_or_default())
    }
}

/// Whom the cookie names; nobody at first.
pub(crate) fn named_by_cookie(jar: &CookieJar) -> String {
    jar.get("tenant").map_or("", Cookie::value).to_owned()
}

pub(crate) fn by_cookie(parts: &Parts) -> String {
    named_by_cookie(&CookieJar::from_headers(&parts.headers))
}

/// The key does not say whose it is: only the partition does.
pub(crate) async fn secret(cache: &Cache, world: &World, tenant: &str) -> Result<String> {
    let (world, tenant) = (world.clone(), tenant.to_owned());
    let read = cache.entry("secret", &()).tags(["secrets"]);
    read.get(async move |_| Ok::<_, Error>(world.secret(&tenant)))
        .await
}

fn cookie(tenant: String) -> Cookie<'static> {
    Cookie::build(("tenant", tenant)).path("/").build()
}

#[action(public)]
pub(crate) async fn enter(Arg(tenant): Arg<String>, jar: CookieJar) -> Result<Done<()>> {
    Ok(Done::new(()).with(jar.add(cookie(tenant))))
}

#[action(public)]
pub(crate) async fn enter_and_go(Arg(tenant): Arg<String>, jar: CookieJar) -> Result<Redirect> {
    Ok(Redirect::to("/home").with(jar.add(cookie(tenant))))
}

/// A refusal sets cookies, too.
#[action(public)]
pub(crate) async fn enter_and_fail(Arg(tenant): Arg<String>, jar: CookieJar) -> Result<()> {
    Err(postback::Conflict::new("busy").with(jar.add(cookie(tenant))))
}

#[action(public)]
pub(crate) async fn leave(jar: CookieJar) -> Result<Done<()>> {
    Ok(Done::new(()).with(jar.remove(Cookie::build("tenant").path("/"))))
}

#[action(public)]
pub(crate) async fn change(State(world): State<World>, jar: CookieJar, cache: Cache) -> Result<()> {
    world.change(&named_by_cookie(&jar));
    cache.revalidate_tag("secrets");
    Ok(())
}

/// Where the path names the tenant: over to another one.
#[action(public)]
pub(crate) async fn move_to(Arg(tenant): Arg<String>) -> Result<Redirect> {
    Ok(Redirect::to(format!("/of/{tenant}")))
}

fn forms(page: &Page) -> Vec<Html> {
    let mut forms = Vec::new();
    for tenant in TENANTS {
        let tenant = tenant.to_owned();
        forms.push(page.form::<enter>().bind(tenant.clone()).open(button("x")));
        let go = page.form::<enter_and_go>().bind(tenant.clone());
        forms.push(go.open(button("x")));
        let fail = page.form::<enter_and_fail>().bind(tenant.clone());
        forms.push(fail.open(button("x")));
        forms.push(page.form::<move_to>().bind(tenant).open(button("x")));
    }
    forms.push(page.form::<leave>().open(button("x")));
    forms.push(page.form::<change>().open(button("x")));
    forms
}

fn shown(page: &Page, tenant: &str, secret: &str) -> Html {
    let mut parts = vec![Html::from_trusted(format!(
        "<p id=tenant>{tenant}</p><p id=secret>{secret}</p>"
    ))];
    parts.extend(forms(page));
    document(parts)
}

async fn home(
    page: Page,
    cache: Cache,
    jar: CookieJar,
    State(world): State<World>,
) -> Result<Html> {
    let tenant = named_by_cookie(&jar);
    Ok(shown(
        &page,
        &tenant,
        &secret(&cache, &world, &tenant).await?,
    ))
}

async fn of(
    page: Page,
    cache: Cache,
    Path(tenant): Path<String>,
    State(world): State<World>,
) -> Result<Html> {
    Ok(shown(
        &page,
        &tenant,
        &secret(&cache, &world, &tenant).await?,
    ))
}

/// For everybody of a tenant. It gets no cookie: the partition alone says whose it is.
async fn board(page: Page, cache: Cache, State(world): State<World>) -> Result<Html> {
    let tenant = cache.partition().unwrap_or_default().to_owned();
    Ok(shown(
        &page,
        &tenant,
        &secret(&cache, &world, &tenant).await?,
    ))
}

pub(crate) fn wrapped() -> Postback<World> {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/home", page(get(home)))
        .route("/of/{tenant}", page(get(of)))
        .route("/board", page(get(board)));
    Postback::new(pages)
        .keys(Keys::random())
        .cache_page("/board", CachedPage::fresh("5m").tags(["secrets"]))
        .actions(actions![
            enter,
            enter_and_go,
            enter_and_fail,
            leave,
            change,
            move_to
        ])
}

/// One person's browser, as far as it matters here: the tenant's cookie.
#[derive(Clone, Default)]
pub(crate) struct Person {
    pub(crate) tenant: Option<String>,
}

/// What a page says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) tenant: String,
    pub(crate) secret: String,
}

impl Shown {
    pub(crate) fn of(html: &str) -> Self {
        let text = |id: &str| {
            let (_, rest) = html.split_once(&format!("<p id={id}>")).expect(html);
            rest.split('<').next().unwrap().to_owned()
        };
        Self {
            tenant: text("tenant"),
            secret: text("secret"),
        }
    }

    /// Nothing on the page is another tenant's.
    #[track_caller]
    pub(crate) fn is_of(&self, tenant: &str) {
        assert_eq!(self.tenant, tenant);
        let own = format!("secret-of-{tenant}-");
        assert!(self.secret.starts_with(&own), "{tenant} was shown {self:?}");
    }
}

impl Person {
    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("host", "app.example".to_owned())];
        headers.extend(
            self.tenant
                .iter()
                .map(|name| ("cookie", format!("tenant={name}"))),
        );
        headers
    }

    fn takes(&mut self, answer: &Answer) {
        for line in answer.cookies() {
            if let Some(rest) = line.strip_prefix("tenant=") {
                let value = rest.split(';').next().unwrap().to_owned();
                self.tenant = Some(value).filter(|value| !value.is_empty());
            }
        }
    }

    pub(crate) async fn send(
        &mut self,
        app: &Router,
        method: &str,
        to: &str,
        more: &[(&str, &str)],
    ) -> Answer {
        let own = self.headers();
        let own = own.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = own.chain(more.iter().copied()).collect();
        let answer = send(app, request(method, to, &headers)).await;
        self.takes(&answer);
        answer
    }

    pub(crate) async fn get(&mut self, app: &Router, path: &str) -> Shown {
        Shown::of(&self.send(app, "GET", path, &[]).await.text())
    }

    /// The address that this form of the page posts to.
    pub(crate) async fn target(
        &mut self,
        app: &Router,
        path: &str,
        action: &str,
        tenant: Option<&str>,
    ) -> String {
        let page = self.send(app, "GET", path, &[]).await.text();
        let bound = tenant
            .map(|tenant| format!("%22{tenant}%22"))
            .unwrap_or_default();
        let query = page.split("action=\"?").skip(1).find_map(|rest| {
            let url = rest.split_once('"')?.0.replace("&amp;", "&");
            (url.contains(&format!("_action={action}.")) && url.contains(&bound)).then_some(url)
        });
        format!(
            "{path}?{}",
            query.unwrap_or_else(|| panic!("{action} is not in {page}"))
        )
    }

    /// Presses the button; what the answer shows: the page in it, or the one that it leads to.
    pub(crate) async fn press(
        &mut self,
        app: &Router,
        path: &str,
        action: &str,
        tenant: Option<&str>,
        enhanced: bool,
    ) -> Shown {
        let target = self.target(app, path, action, tenant).await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        if enhanced {
            let answer = self
                .send(app, "POST", &target, &[form, ("postback-request", "1")])
                .await;
            let head = answer.head();
            if head["page"] == "full" {
                return Shown::of(&answer.text());
            }
            let to = head["url"].as_str().unwrap_or(path).to_owned();
            return self.get(app, &to).await;
        }
        let answer = self.send(app, "POST", &target, &[form]).await;
        match answer.header("location") {
            Some(to) if to.starts_with('/') => self.get(app, to).await,
            Some(_) => self.get(app, path).await,
            None => Shown::of(&answer.text()),
        }
    }
}
