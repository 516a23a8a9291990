// What was typed and not sent outlives its document, for whom it belongs to.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";

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
  // The last one is by hand, as all of them are by people.
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

test("what was typed is offered after the page was left, and put back as it was", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.waitForSelector(".pb-draft");
  assert.deepEqual(await shown(), EMPTY);
  await tab.evaluate("globalThis.heard = []; for (const name of ['input', 'change']) document.addEventListener(name, ({ type, target }) => heard.push(type + target.id))");
  await tab.click("text=Put back");
  assert.deepEqual(await shown(), TYPED);
  assert.equal(await offers(), 0);
  assert.ok((await tab.evaluate<string[]>("heard")).includes("changemany"), "widgets hear of it");
});

test("what is discarded, sent with success, or as it was, is not offered", async () => {
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

test("what is typed while something is offered does not take its place", async () => {
  await type();
  await visit("/login");
  await visit();
  await tab.waitForSelector(".pb-draft");
  await tab.focus("#title");
  await tab.keyboard.type("Other");
  await visit();
  await tab.click("text=Put back");
  assert.deepEqual(await shown(), TYPED);
});

test("no secret is kept: passwords, hidden fields, files, cards and codes", async () => {
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

test("another account never sees it, and it is gone then", async () => {
  await type();
  account = "eve";
  await visit();
  await tab.waitForTimeout(100);
  assert.equal(await offers(), 0);
  assert.ok(!(await stored()).includes("Half"));
});

test("signing out removes it; a page that is nobody's, as that to sign in again, does not", async () => {
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

test("without the attribute nothing is kept", async () => {
  site.pages.set("/", () => page().replace(`data-pb-draft="ada"`, ""));
  await visit();
  await type();
  assert.ok(!(await stored()).includes("Half"));
});
