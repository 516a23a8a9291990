//! Rows of a list keep their number and their order, whatever their controls send.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use postback::{
    Form, FromForm, Invalid, Keys, Page, Postback, Result, Upload, action, actions, page,
};
use postback_testing::{Browser, TestForm};
use proptest::prelude::*;

use super::values::Topic;

#[derive(FromForm, Clone, Debug, PartialEq)]
pub(crate) struct Line {
    on: bool,
    deep: Vec<Tick>,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    yes: bool,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
pub(crate) struct Row {
    read: bool,
    write: bool,
    note: Option<String>,
    kind: Option<Topic>,
    sure: Option<bool>,
    topics: Vec<Topic>,
    flags: Vec<bool>,
    maybe: Vec<Option<bool>>,
    words: Vec<String>,
    lines: Vec<Line>,
    count: u8,
    text: String,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
pub(crate) struct Lists {
    ok: String,
    bare: Vec<Tick>,
    grid: Vec<Vec<bool>>,
    rows: Vec<Row>,
    end: Vec<Line>,
}

/// The same rows in a form that goes as multipart.
#[derive(FromForm)]
pub(crate) struct WithFiles {
    ok: String,
    rows: Vec<Picture>,
}

#[derive(FromForm)]
pub(crate) struct Picture {
    shown: bool,
    #[form(max = "1 KiB")]
    file: Option<Upload>,
}

#[derive(Clone)]
pub(crate) struct World {
    kept: Arc<Mutex<Lists>>,
    got: Arc<Mutex<Vec<Lists>>>,
    shown: Arc<Mutex<Vec<Vec<bool>>>>,
}

#[action(public)]
pub(crate) async fn save(State(world): State<World>, Form(rows): Form<Lists>) -> Result<()> {
    let ok = rows.ok == "yes";
    world.got.lock().unwrap().push(rows);
    if ok {
        Ok(())
    } else {
        Err(Invalid::field("ok", "say yes"))
    }
}

#[action(public)]
pub(crate) async fn picture(State(world): State<World>, Form(form): Form<WithFiles>) -> Result<()> {
    let shown = form.rows.iter().map(|row| row.shown && row.file.is_none());
    world.shown.lock().unwrap().push(shown.collect());
    if form.ok == "yes" {
        Ok(())
    } else {
        Err(Invalid::field("ok", "say yes"))
    }
}

async fn home(page: Page, State(world): State<World>) -> Markup {
    let kept = world.kept.lock().unwrap().clone();
    let form = page.form::<save>().fill(&kept);
    let field = form.fields();
    let files = page.form::<picture>().fill(&WithFiles {
        ok: String::new(),
        rows: kept
            .bare
            .iter()
            .map(|tick| Picture {
                shown: tick.yes,
                file: None,
            })
            .collect(),
    });
    let pictures = files.fields();
    html! {
        (form.open(html! {
            (field.ok.labelled("OK"))
            @for tick in field.bare.iter().chain([field.bare.blank()]) { fieldset disabled[false] { (tick.yes.labelled("Yes")) } }
            @for row in field.grid.iter() {
                (row.error())
                @for cell in row.iter() { (cell.checkbox()) }
            }
            @for row in field.rows.iter().chain([field.rows.blank()]) {
                (row.read.checkbox()) (row.write.labelled("Write")) (row.note.labelled("Note"))
                (row.kind.radio()) (row.sure.radio().labelled("Sure")) (row.topics.checkboxes())
                @for flag in row.flags.iter() { (flag.checkbox()) }
                @for flag in row.maybe.iter() { (flag.radio()) }
                @for word in row.words.iter() { (word.input()) }
                @for line in row.lines.iter().chain([row.lines.blank()]) {
                    (line.on.checkbox())
                    @for tick in line.deep.iter() { (tick.yes.checkbox()) }
                }
                (row.count.input()) (row.text.textarea())
            }
            @for line in field.end.iter() {
                @for tick in line.deep.iter() { (tick.yes.checkbox()) }
                (line.on.checkbox())
            }
            button { "Save" }
        }))
        (files.open(html! {
            (pictures.ok.labelled("OK"))
            @for row in pictures.rows.iter().chain([pictures.rows.blank()]) { (row.file.input()) (row.shown.checkbox()) }
            button { "Save" }
        }))
    }
}

fn world(kept: Lists) -> (World, Router) {
    let world = World {
        kept: Arc::new(Mutex::new(kept)),
        got: Arc::default(),
        shown: Arc::default(),
    };
    let app = Postback::new(Router::new().route("/", page(get(home))))
        .keys(Keys::random())
        .actions(actions![save, picture])
        .with_state(world.clone());
    (world, app)
}

fn tick() -> impl Strategy<Value = Tick> {
    any::<bool>().prop_map(|yes| Tick { yes })
}

fn line() -> impl Strategy<Value = Line> {
    (any::<bool>(), prop::collection::vec(tick(), 0..3)).prop_map(|(on, deep)| Line { on, deep })
}

fn topic() -> impl Strategy<Value = Topic> {
    prop_oneof![
        Just(Topic::Rust),
        Just(Topic::Sql),
        Just(Topic::DataStructures)
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let first = (
        any::<bool>(),
        any::<bool>(),
        prop::option::of("[a-z<]{1,3}"),
        prop::option::of(topic()),
        any::<Option<bool>>(),
        prop::sample::subsequence(vec![Topic::Rust, Topic::Sql, Topic::DataStructures], 0..=3),
    );
    let second = (
        prop::collection::vec(any::<bool>(), 0..3),
        prop::collection::vec(any::<Option<bool>>(), 0..3),
        prop::collection::vec("[a-z]{0,2}", 0..3),
        prop::collection::vec(line(), 0..3),
        any::<u8>(),
        "[a-z\n]{0,3}",
    );
    (first, second).prop_map(
        |((read, write, note, kind, sure, topics), (flags, maybe, words, lines, count, text))| {
            Row {
                read,
                write,
                note,
                kind,
                sure,
                topics,
                flags,
                maybe,
                words,
                lines,
                count,
                text,
            }
        },
    )
}

fn rows() -> impl Strategy<Value = Lists> {
    use prop::collection::vec as some;
    (
        some(tick(), 0..4),
        some(some(any::<bool>(), 0..3), 0..3),
        some(row(), 0..3),
        some(line(), 0..3),
    )
        .prop_map(|(bare, grid, rows, end)| Lists {
            ok: String::new(),
            bare,
            grid,
            rows,
            end,
        })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// Sends what the page shows, unchanged, is refused, and sends again what is then shown.
async fn twice(app: &Router, enhanced: bool, form: fn(&postback_testing::TestPage) -> TestForm) {
    let app = app.clone();
    let browser = if enhanced {
        Browser::enhanced(app)
    } else {
        Browser::new(app)
    };
    let page = browser.get("/").await;
    let page = form(&page).submit().await;
    assert_eq!(page.status().as_u16(), 422, "{}", page.text());
    let page = form(&page).fill("ok", "yes").submit().await;
    assert_eq!(page.status().as_u16(), 200, "{}", page.text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn rows_keep_their_number_and_order_whatever_their_controls_send(kept in rows(), enhanced: bool) {
        let (world, app) = world(kept.clone());
        run(twice(&app, enhanced, |page| page.form::<save>()));
        let got = std::mem::take(&mut *world.got.lock().unwrap());
        prop_assert_eq!(got.len(), 2);
        for (got, ok) in got.into_iter().zip(["", "yes"]) {
            prop_assert_eq!(&got, &Lists { ok: ok.to_owned(), ..kept.clone() });
        }
    }

    #[test]
    fn rows_of_a_form_with_files_stay_where_they_are(ticks in prop::collection::vec(tick(), 0..5), enhanced: bool) {
        let shown: Vec<bool> = ticks.iter().map(|tick| tick.yes).collect();
        let empty = Lists { ok: String::new(), bare: ticks, grid: vec![], rows: vec![], end: vec![] };
        let (world, app) = world(empty);
        run(twice(&app, enhanced, |page| page.form::<picture>()));
        prop_assert_eq!(&*world.shown.lock().unwrap(), &[shown.clone(), shown]);
    }
}
