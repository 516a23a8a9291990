// The page goes, or the connection does, while something is not sent yet.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

const FORM = `<form method="post" action="?_action=add" id="add"><input name="title" id="title"><button>Add</button>
  <template data-pb-optimistic="append" data-pb-target="#list"><li data-pb-slot="title"></li></template></form>`;
const LIST = `<a href="/next">Next</a><ul id="list"></ul>`;

beforeEach(async () => {
  site = await Site.start();
  site.pages.set("/", () => `<main><h1>Start</h1>${FORM}${LIST}</main>`);
  site.pages.set("/next", () => "<main><h1>The next page</h1></main>");
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const add = async (title: string) => {
  await tab.fill("#title", title);
  await tab.click("#add button", { force: true });
};
const until = async (holds: () => boolean | Promise<boolean>, what: string) => {
  for (let wait = 0; !(await holds()); wait += 1) {
    assert.ok(wait < 250, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const sent = () => site.calls.map(({ fields }) => fields.get("title"));

/** Three are shown; the server has the first one and does not answer. */
async function addThree(): Promise<void> {
  tab = await site.open(browser);
  site.actions.set("add", () => gate<Reply>().wait);
  for (const title of ["one", "two", "three"]) await add(title);
  assert.deepEqual(await tab.locator("#list li").allTextContents(), ["one", "two", "three"]);
  await until(() => site.calls.length === 1, "the first one is sent");
}

for (const [name, leave] of [
  ["a link is followed", () => tab.click("text=Next")],
  ["an address is typed", () => tab.goto(`${site.url}/next`)],
  ["the page is loaded anew", () => tab.reload()],
  ["the tab is closed", () => tab.close({ runBeforeUnload: true })],
] as const) {
  test(`what is shown as done is sent when ${name}`, async () => {
    await addThree();
    await leave();
    await until(() => site.calls.length === 3, `${sent()} are sent`);
    assert.deepEqual(new Set(sent()), new Set(["one", "two", "three"]));
    assert.equal(new Set(site.calls.map(({ id }) => id)).size, 3);
  });
}

for (const [name, field, text] of [
  ["a file", `<input type="file" name="photo" id="photo">`, ""],
  ["a very long text", "", "x".repeat(60_000)],
] as const) {
  test(`who leaves while ${name} is under way is asked first`, async () => {
    site.pages.set("/", () => `<main>${FORM.replace("action=", 'enctype="multipart/form-data" action=').replace("<button", `${field}<button`)}${LIST}</main>`);
    tab = await site.open(browser);
    site.actions.set("add", () => gate<Reply>().wait);
    if (field) await tab.setInputFiles("#photo", { name: "a.png", mimeType: "image/png", buffer: Buffer.from("a picture") });
    await add(text);
    await until(() => site.calls.length === 1, "it is sent");
    const asked = tab.waitForEvent("dialog");
    void tab.click("text=Next").catch(() => {});
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
    assert.equal(new URL(tab.url()).pathname, "/");
  });
}

test("who leaves when all is answered, or can outlive the page, is not asked", async () => {
  tab = await site.open(browser);
  tab.on("dialog", () => site.complaints.push("asked"));
  site.actions.set("add", () => ({}));
  await add("one");
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  await tab.click("text=Next");
  await tab.waitForSelector("text=The next page");
});

test("what could not be sent is sent when there is a connection again, under the same id", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({ page: `<main><h1>Added</h1>${FORM}${LIST}</main>` }));
  await tab.context().setOffline(true);
  await tab.evaluate("document.addEventListener('pb:submit', ({ detail }) => (globalThis.ids ??= []).push(detail.id))");
  await add("one");
  await tab.waitForSelector("text=There is no connection");
  assert.deepEqual(sent(), []);
  await tab.context().setOffline(false);
  await tab.waitForSelector("text=Added");
  assert.equal(await tab.locator(".pb-failure").count(), 0);
  assert.deepEqual(sent(), ["one"]);
  assert.equal(new Set([...await tab.evaluate<string[]>("ids"), site.calls[0]!.id]).size, 1);
});

test("what was changed since it could not be sent, or is too old for the server to know, is not sent unasked", async () => {
  tab = await site.open(browser);
  await tab.clock.install();
  site.actions.set("add", () => ({ page: `<main><h1>Added</h1>${FORM}${LIST}</main>` }));
  await tab.context().setOffline(true);
  await add("one");
  await tab.waitForSelector("text=There is no connection");
  await tab.fill("#title", "two");
  await tab.context().setOffline(false);
  await tab.evaluate("navigator.onLine");
  assert.deepEqual(sent(), []);
  await tab.fill("#title", "one");
  await tab.clock.setSystemTime(Date.now() + 601_000);
  await tab.evaluate("dispatchEvent(new Event('online'))");
  await tab.waitForTimeout(100);
  assert.deepEqual(sent(), []);
  await tab.click("text=Try again");
  await tab.waitForSelector("text=Added");
  assert.deepEqual(sent(), ["one"]);
});

test("what waited when the connection broke is all sent, in its order", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  for (const title of ["one", "two", "three"]) await add(title);
  held.open({ dropped: true });
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  // Chromium itself may have sent them more than once.
  const before = new Set(site.calls.map(({ id }) => id));
  assert.equal(before.size, 3);
  site.calls.length = 0;
  site.actions.set("add", () => ({}));
  await tab.evaluate("dispatchEvent(new Event('online'))");
  await until(() => site.calls.length === 3, "all are sent");
  assert.deepEqual(sent(), ["one", "two", "three"]);
  assert.deepEqual(new Set(site.calls.map(({ id }) => id)), before);
});

test("trying again sends what stands in the form, under another id if it differs", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({ dropped: true }));
  await add("one");
  await tab.waitForSelector("text=There is no connection");
  const [{ id } = { id: "" }] = site.calls;
  site.calls.length = 0;
  site.actions.set("add", () => ({ page: `<main><h1>Added</h1>${FORM}${LIST}</main>` }));
  await tab.fill("#title", "one, edited");
  await tab.click("text=Try again");
  await tab.waitForSelector("text=Added");
  assert.deepEqual(sent(), ["one, edited"]);
  assert.notEqual(site.calls[0]!.id, id);
});

for (const isCompressed of [false, true]) {
  test(`a page that was cut off on its way is not shown, in a message that is whole, compressed: ${isCompressed}`, async () => {
    tab = await site.open(browser);
    const page = `<main><h1>Added caf\u00e9</h1>${FORM}${LIST}<p>The end</p></main>`;
    for (const cut of [1, 40, 200]) {
      site.actions.set("add", () => ({ page, cut, isCompressed }));
      await add("one");
      await tab.waitForSelector("text=The answer could not be read. What you entered is still here.");
      await tab.evaluate("document.querySelector('.pb-failure').remove()");
      assert.equal(await tab.textContent("h1"), "Start");
    }
    site.actions.set("add", () => ({ page, isCompressed }));
    await add("one");
    await tab.waitForSelector("text=The end");
    // Nobody knew whether it was done.
    assert.equal(new Set(site.calls.map(({ id }) => id)).size, 1);
  });
}

test("the form's own button sends the same again under the same id, too", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({ other: { status: 502, type: "text/html", body: "" } }));
  await add("one");
  await tab.waitForSelector(".pb-failure");
  site.actions.set("add", () => ({}));
  await tab.click("#add button");
  await tab.waitForSelector(".pb-failure", { state: "detached" });
  await add("one");
  await until(() => site.calls.length === 3, "it is sent once more");
  const [first, again, later] = site.calls.map(({ id }) => id);
  assert.equal(first, again);
  // That one was answered.
  assert.notEqual(again, later);
});

test("what was changed has to be valid before it is tried again", async () => {
  site.pages.set("/", () => `<main>${FORM.replace("<input", "<input required")}${LIST}</main>`);
  tab = await site.open(browser);
  site.actions.set("add", () => ({ other: { status: 502, type: "text/html", body: "" } }));
  await add("one");
  await tab.waitForSelector(".pb-failure");
  await tab.fill("#title", "");
  await tab.click("text=Try again");
  assert.equal(await tab.evaluate("document.activeElement.id"), "title");
  assert.equal(site.calls.length, 1);
  assert.equal(await tab.locator(".pb-failure").count(), 1);
});

test("a redirect does not take away what was typed meanwhile", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("one");
  await tab.focus("#title");
  await tab.keyboard.type(" and more");
  held.open({ head: { outcome: "redirect", url: "/next" }, page: "/next" });
  await tab.waitForSelector(".pb-failure");
  assert.deepEqual(await tab.locator(".pb-failure p").allTextContents(), ["This was done."]);
  assert.equal(await tab.inputValue("#title"), "one and more");
  assert.equal(await tab.evaluate("document.activeElement.id"), "title");
  assert.equal(new URL(tab.url()).pathname, "/");
  await tab.click("text=Continue");
  await tab.waitForSelector("text=The next page");
});

test("an error moves no focus once somebody types, and moves it for who waits", async () => {
  const refused = (): Reply => ({
    head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] } },
    page: `<main>${FORM.replace('id="title"', 'id="title" aria-invalid="true"').replace("<button", '<input name="note"><button')}${LIST}</main>`,
  });
  site.pages.set("/", () => `<main>${FORM.replace("<button", '<input name="note"><button')}${LIST}</main>`);
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.fill("#title", "x");
  await tab.focus("[name=note]");
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("on");
  held.open(refused());
  await tab.waitForSelector("[aria-invalid]");
  await tab.keyboard.type(" and on");
  assert.equal(await tab.inputValue("[name=note]"), "on and on");
  site.actions.set("add", refused);
  await tab.keyboard.press("Enter");
  await until(() => tab.evaluate("document.activeElement.id === 'title'"), "the faulty field has the focus");
});
