// A press acts on the form in which it began, and not on a form that appears under the pointer or gets
// the focus before the press ends.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
let rows: string[];
let row: (key: string) => string;

beforeEach(async () => {
  site = await Site.start();
  rows = ["a", "b", "c"];
  row = (key) => `<li data-key="${key}"><form method="post" action="?_action=delete"><input type="hidden" name="row" value="${key}"><button>Delete ${key}</button></form></li>`;
  site.pages.set("/", () => `<main><h1>Rows</h1><ul>${rows.map((key) => row(key)).join("")}</ul></main>`);
  site.actions.set("delete", ({ fields }) => {
    rows = rows.filter((key) => key !== fields.get("row"));
    return {};
  });
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const idle = () => tab.waitForSelector("[aria-busy=true]", { state: "detached" });
const deleted = () => site.calls.map(({ fields }) => fields.get("row"));
const press = async (clickCount: number) => {
  await tab.mouse.down({ clickCount });
  await tab.mouse.up({ clickCount });
};
const pointTo = async (selector: string) => {
  const { x, y, width, height } = (await tab.locator(selector).boundingBox())!;
  await tab.mouse.move(x + width / 2, y + height / 2);
};

for (const [name, template] of [
  ["when it is answered", ""],
  ["at once", `<template data-pb-optimistic="remove" data-pb-target="closest li"></template>`],
] as const) {
  test(`a double click does not submit the row that takes the place of its own ${name}`, async () => {
    const plain = row;
    row = (key) => plain(key).replace("</form>", `${template}</form>`);
    tab = await site.open(browser);
    await pointTo("text=Delete a");
    await press(1);
    if (!template) await idle();
    await until(tab, "document.querySelectorAll('li').length === 2");
    await press(2);
    await press(3);
    await idle();
    assert.deepEqual(rows, ["b", "c"]);
    // A new press counts.
    await press(1);
    await idle();
    await pointTo("text=Delete c");
    await press(1);
    await idle();
    assert.deepEqual(deleted(), ["a", "b", "c"]);
  });
}

test("a double click on a button that opens a dialog does not press a button in the dialog", async () => {
  site.pages.set("/", () => `<main><h1>Rows</h1><style>button, dialog { position: fixed; inset: 20px auto auto 20px; margin: 0; padding: 0; border: 0 } dialog button { position: static }</style>
    <button id="ask">Delete</button><dialog>${row("a")}</dialog></main>`);
  site.policy = site.policy.replace("default-src 'self'", "default-src 'self'; style-src 'unsafe-inline'");
  tab = await site.open(browser);
  await tab.evaluate("document.querySelector('#ask').onclick = () => document.querySelector('dialog').showModal()");
  await pointTo("#ask");
  await press(1);
  await tab.waitForSelector("dialog[open]");
  await pointTo("dialog button");
  await press(2);
  assert.deepEqual(deleted(), []);
  await press(1);
  await idle();
  assert.deepEqual(deleted(), ["a"]);
});

test("several clicks on one form all count", async () => {
  let likes = 0;
  site.pages.set("/", () => `<main><h1>Rows</h1><form method="post" action="?_action=like" data-pb-lane="parallel"><button>Like</button> <b>${likes}</b></form></main>`);
  site.actions.set("like", () => {
    likes += 1;
    site.clock! += 1;
    return {};
  });
  tab = await site.open(browser);
  await pointTo("text=Like");
  for (const count of [1, 2, 3]) await press(count);
  await tab.waitForSelector("text=3");
});

test("Enter that is held submits no other form", async () => {
  // The page's script focuses the first button, as a page may do after a row is deleted.
  tab = await site.open(browser);
  await tab.evaluate("document.addEventListener('pb:commit', () => document.querySelector('button')?.focus())");
  await tab.focus("text=Delete a");
  await tab.keyboard.down("Enter");
  await until(tab, "document.activeElement.textContent === 'Delete b'");
  await tab.keyboard.down("Enter");
  await tab.keyboard.down("Enter");
  await idle();
  assert.deepEqual(deleted(), ["a"]);
  await tab.keyboard.up("Enter");
  await tab.keyboard.press("Enter");
  await until(tab, "document.activeElement.textContent === 'Delete c'");
  assert.deepEqual(deleted(), ["a", "b"]);
});

test("another key that is held keeps typing, and keeps scrolling the page", async () => {
  site.pages.set("/", () => `<main><h1>Rows</h1><form id="one"><input id="from"></form><form id="two"><input id="to"><textarea id="text"></textarea></form></main>`);
  tab = await site.open(browser);
  await tab.focus("#from");
  await tab.keyboard.down("Tab");
  await tab.keyboard.down("Tab");
  assert.equal(await tab.evaluate("document.activeElement.id"), "text");
  await tab.keyboard.up("Tab");
  await tab.keyboard.down("Enter");
  await tab.keyboard.down("Enter");
  assert.equal(await tab.inputValue("#text"), "\n\n");
});
