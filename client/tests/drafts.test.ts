// A draft outlives its document, for the account to which it belongs.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, ready, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
let account: string;

const FIELDS = `<input name="title" id="title"><textarea name="text" id="text"></textarea><input type="checkbox" name="tick" id="tick">
  <input type="radio" name="size" value="s" checked><input type="radio" name="size" value="l" id="large">
  <select name="one" id="one"><option>a<option>b</select><select name="many" id="many" multiple><option>x<option>y<option>z</select>`;
const SECRETS = `<input type="password" name="password"><input type="hidden" name="token" value="t"><input name="card" autocomplete="section-a cc-number">
  <input name="code" autocomplete="one-time-code"><input type="file" name="photo"><input name="shown" autocomplete="current-password">`;
const page = () => `<main data-pb-draft="${account}"><h1>Write</h1><form method="post" action="?_action=add" id="f">${FIELDS}${SECRETS}<button>Add</button></form>
  <form method="post" action="?_action=leave" id="leave" data-pb-draft=""><button>Sign out</button></form></main>`;

beforeEach(async () => {
  site = await Site.start();
  account = "ada";
  site.pages.set("/", page);
  site.pages.set("/login", () => `<main><h1>Sign in</h1><form method="post" action="?_action=in"><button>In</button></form></main>`);
  tab = await site.open(browser);
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const type = async () => {
  await tab.focus("#title");
  await tab.keyboard.type("Half a title");
  await tab.focus("#text");
  await tab.keyboard.type("and a text");
  await tab.click("#tick");
  await tab.click("#large");
  await tab.selectOption("#one", "b");
  await tab.selectOption("#many", ["x", "z"]);
  // The last change is made with the keyboard, because a draft is saved only when the user types.
  await tab.focus("#title");
  await tab.keyboard.press("End");
  await tab.keyboard.type("!");
};
const shown = () =>
  tab.evaluate(() => {
    const find = <E extends Element>(id: string) => document.getElementById(id) as unknown as E;
    return [
      find<HTMLInputElement>("title").value,
      find<HTMLTextAreaElement>("text").value,
      find<HTMLInputElement>("tick").checked,
      find<HTMLInputElement>("large").checked,
      find<HTMLSelectElement>("one").value,
      [...find<HTMLSelectElement>("many").selectedOptions].map(({ text }) => text).join(""),
    ];
  });
const TYPED = ["Half a title!", "and a text", true, true, "b", "xz"];
const EMPTY = ["", "", false, false, "a", ""];
const visit = async (path = "/") => {
  await tab.goto(site.url + path);
  await tab.waitForSelector("h1");
};
const stored = () => tab.evaluate(() => JSON.stringify({ ...sessionStorage }));
const offers = () => tab.locator(".pb-draft").count();

test("a draft is offered after the page was left, and is restored as it was typed", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.waitForSelector(".pb-draft");
  assert.deepEqual(await shown(), EMPTY);
  await tab.evaluate("globalThis.heard = []; for (const name of ['input', 'change']) document.addEventListener(name, ({ type, target }) => heard.push(type + target.id))");
  await tab.click("text=Restore");
  assert.deepEqual(await shown(), TYPED);
  assert.equal(await offers(), 0);
  assert.ok((await tab.evaluate<string[]>("heard")).includes("changemany"), "widgets are told");
});

test("a draft that was discarded, or submitted with success, is not offered", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.click("text=Discard");
  await visit();
  assert.equal(await offers(), 0);
  await type();
  site.actions.set("add", () => ({}));
  await tab.click("text=Add");
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  await visit();
  await tab.waitForTimeout(100);
  assert.equal(await offers(), 0);
  assert.ok(!(await stored()).includes("Half"));
});

test("a draft on offer is not replaced by what is typed meanwhile", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.waitForSelector(".pb-draft");
  await tab.focus("#title");
  await tab.keyboard.type("Other");
  await visit();
  await tab.click("text=Restore");
  assert.deepEqual(await shown(), TYPED);
});

test("a draft contains no secrets: no passwords, hidden fields, files, cards or codes", async () => {
  for (const name of ["password", "card", "code", "shown"]) {
    await tab.focus(`[name=${name}]`);
    await tab.keyboard.type("secret");
  }
  await tab.setInputFiles("[name=photo]", { name: "secret.png", mimeType: "image/png", buffer: Buffer.from("secret") });
  await type();
  const kept = await stored();
  assert.ok(kept.includes("Half a title!"));
  assert.ok(!/secret|password|token|card|code|photo|shown/.test(kept), kept);
});

test("a password that a button shows as text is in no draft", async () => {
  site.pages.set("/", () => page().replace("<button>Add", `<input type="password" name="new" id="new"><button>Add`));
  await tab.reload();
  await ready(tab);
  await tab.evaluate(() => (document.querySelector<HTMLInputElement>("#new")!.type = "text"));
  await tab.focus("#new");
  await tab.keyboard.type("an open secret");
  await tab.focus("#title");
  await tab.keyboard.type("A title");
  const drafts = await tab.evaluate(() => JSON.stringify(sessionStorage));
  assert.match(drafts, /A title/);
  assert.doesNotMatch(drafts, /secret/);
});

test("another account is not offered the draft, and removes it", async () => {
  await type();
  account = "eve";
  await visit();
  await tab.waitForTimeout(100);
  assert.equal(await offers(), 0);
  assert.ok(!(await stored()).includes("Half"));
});

test("signing out removes the draft; a page of no account, such as the sign-in page, does not", async () => {
  await type();
  await visit("/login");
  assert.ok((await stored()).includes("Half"));
  await visit();
  await tab.waitForSelector(".pb-draft");
  site.actions.set("leave", () => ({ head: { outcome: "redirect", url: "/login" }, page: "/login" }));
  await tab.click("text=Sign out");
  await tab.waitForSelector("text=Sign in");
  assert.ok(!(await stored()).includes("Half"));
});

test("without the attribute no draft is saved", async () => {
  site.pages.set("/", () => page().replace(`data-pb-draft="ada"`, ""));
  await visit();
  await type();
  assert.ok(!(await stored()).includes("Half"));
});

test("signing out by a script removes the draft", async () => {
  await type();
  site.actions.set("leave", () => ({ page: false }));
  await tab.evaluate("postback.submit(document.getElementById('leave')).then(() => 0)");
  assert.ok(!(await stored()).includes("Half"));
});

/** Another form, whose answer leads to another page. */
const HELP = `<form method="post" action="?_action=help" id="help"><button>Help</button></form>`;

/** Types, submits, and goes back to the previous page while the answer is awaited. */
async function sendAndGoBack(): Promise<(reply: Reply) => Promise<void>> {
  site.pages.set("/start", () => `<main><h1>Start</h1>${HELP}</main>`);
  site.actions.set("help", () => ({ head: { outcome: "redirect", url: "/" }, page: "/" }));
  await tab.goto(`${site.url}/start`);
  await until(tab, "'postback' in globalThis");
  await tab.click("text=Help");
  await tab.waitForSelector("text=Write");
  await type();
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.click("text=Add");
  await until(tab, "!!document.querySelector('#f[aria-busy=true]')");
  await tab.evaluate(`document.getElementById("f").addEventListener("pb:result", () => (globalThis.answered = true))`);
  await tab.goBack();
  await tab.waitForSelector("text=Start");
  return async (reply) => {
    held.open(reply);
    await until(tab, "globalThis.answered === true");
  };
}

test("a draft whose success arrives after its page was left is not offered on that page", async () => {
  const answer = await sendAndGoBack();
  await answer({});
  assert.ok(!(await stored()).includes("Half"));
  await tab.goForward();
  await tab.waitForSelector("text=Write");
  await tab.waitForTimeout(100);
  assert.equal(await offers(), 0);
});

test("a draft that is offered while its answer is awaited is withdrawn by a success", async () => {
  const answer = await sendAndGoBack();
  await tab.goForward();
  await tab.waitForSelector("text=Restore");
  await answer({});
  assert.equal(await offers(), 0);
  assert.ok(!(await stored()).includes("Half"));
});

test("a draft that is refused after its page was left is offered", async () => {
  const answer = await sendAndGoBack();
  await answer({ head: { ok: false, status: 422, outcome: "invalid" } });
  await tab.goForward();
  await tab.click("text=Restore");
  assert.deepEqual(await shown(), TYPED);
});

test("what is typed between a submit and its success becomes a draft without the submitted values", async () => {
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.focus("#title");
  await tab.keyboard.type("Sent");
  await tab.keyboard.press("Enter");
  await until(tab, "!!document.querySelector('#f[aria-busy=true]')");
  await tab.focus("#text");
  await tab.keyboard.type("not sent");
  held.open({});
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  assert.equal(await offers(), 0, "the values are still in the form");
  await visit("/login");
  await visit();
  await tab.click("text=Restore");
  const [title, text] = await shown();
  assert.deepEqual([title, text], ["", "not sent"]);
});

test("each of two submits removes only the draft that it has sent", async () => {
  const [first, second] = [gate<Reply>(), gate<Reply>()];
  site.actions.set("add", ({ fields }) => (fields.get("title") === "First" ? first.wait : second.wait));
  await tab.focus("#title");
  await tab.keyboard.type("First");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Control+A");
  await tab.keyboard.type("Second");
  await tab.keyboard.press("Enter");
  first.open({});
  await until(tab, "JSON.stringify({ ...sessionStorage }).includes('Second')");
  second.open({});
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  assert.ok(!/First|Second/.test(await stored()), await stored());
});

test("a draft on offer stays on offer when other values are submitted", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.waitForSelector("text=Restore");
  site.actions.set("add", () => ({}));
  await tab.fill("#title", "Something else");
  await tab.click("text=Add");
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  await tab.click("text=Restore");
  assert.deepEqual(await shown(), TYPED);
});

const ROW = (key: string) => `<li${key && ` data-key="${key}"`}><form method="post" action="?_action=rename"><input name="title"><button>Rename</button></form></li>`;

test("a draft of one row of a list is offered in that row", async () => {
  site.pages.set("/", () => `<main data-pb-draft="ada"><h1>Rows</h1><ul>${["a", "b", "c"].map(ROW).join("")}</ul></main>`);
  await visit();
  await tab.focus("[data-key=b] input");
  await tab.keyboard.type("Renamed");
  site.pages.set("/", () => `<main data-pb-draft="ada"><h1>Rows</h1><ul>${["c", "b", "a"].map(ROW).join("")}</ul></main>`);
  await visit("/login");
  await visit();
  await tab.click("[data-key=b] >> text=Restore");
  assert.equal(await offers(), 0);
  assert.equal(await tab.inputValue("[data-key=b] input"), "Renamed");
});

test("forms that cannot be told apart have no drafts, because one could be offered in the wrong form", async () => {
  site.pages.set("/", () => `<main data-pb-draft="ada"><h1>Rows</h1><ul>${["", "", ""].map(ROW).join("")}</ul></main>`);
  await visit();
  await tab.focus("li:nth-child(2) input");
  await tab.keyboard.type("Renamed");
  assert.ok(!(await stored()).includes("Renamed"));
});

test("choices are restored by their values, even if other choices were added", async () => {
  await tab.click("text=Write");
  await type();
  const before = page();
  site.pages.set("/", () => before.replace("<option>x", "<option>new<option>x").replace('<input type="radio"', '<input type="radio" name="size" value="xs"><input type="radio"'));
  await visit("/login");
  await visit();
  await tab.click("text=Restore");
  assert.deepEqual(await shown(), TYPED);
});

test("a form in a dialog offers its draft there, and its success removes the draft", async () => {
  site.pages.set("/", () => `<main data-pb-draft="ada"><h1>Write</h1><button command="show-modal" commandfor="d" id="open">Open</button><dialog id="d">
    <form method="post" action="?_action=add" data-pb-close><input name="title" id="title"><button>Add</button></form></dialog></main>`);
  const open = () => tab.evaluate("document.querySelector('dialog').showModal()");
  await visit();
  await open();
  await tab.focus("#title");
  await tab.keyboard.type("Half a title");
  await visit("/login");
  await visit();
  await open();
  await tab.click("dialog >> text=Restore");
  assert.equal(await tab.inputValue("#title"), "Half a title");
  site.actions.set("add", () => ({}));
  await tab.click("dialog >> text=Add");
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  assert.ok(!(await stored()).includes("Half"));
});

test("a tab that was opened from another one has a copy of its drafts, and discards only its own", async () => {
  await type();
  const [other] = await Promise.all([tab.context().waitForEvent("page"), tab.evaluate("void open('/')")]);
  await other.click("text=Discard");
  assert.ok(!(await other.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes("Half"));
  assert.ok((await stored()).includes("Half"));
});
