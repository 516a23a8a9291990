import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
let held: ReturnType<typeof gate<Reply>>;

beforeEach(async () => {
  site = await Site.start();
  held = gate<Reply>();
  site.actions.set("go", () => held.wait);
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

/** A form that declares this op, in a page that has something to change. */
async function open(op: string): Promise<string> {
  site.pages.set(
    "/",
    () => `<main><p id="count">1</p><ul id="list"><li id="row" class="old"><b>Row</b>
      <form method="post" action="?_action=go" id="form"><input name="title" value="<i>typed"><button>Go</button>${op}</form></li><li id="last">Last</li></ul></main>`,
  );
  tab = await site.open(browser);
  const before = await main();
  await tab.click("button");
  return before;
}

const main = () =>
  tab.evaluate<string>(`(() => {
    const copy = document.querySelector("main").cloneNode(true);
    for (const template of copy.querySelectorAll("template,.pb-failure")) template.remove();
    for (const name of ["aria-busy", "aria-disabled"]) copy.querySelectorAll("[" + name + "]").forEach((element) => element.removeAttribute(name));
    return copy.innerHTML;
  })()`);

const template = (attributes: string, content = "") => `<template data-pb-optimistic="${attributes}>${content}</template>`;

/** What it changes, and that nothing is left of it when the action fails. */
async function changes(op: string, seen: (after: string, before: string) => void): Promise<void> {
  const before = await open(op);
  seen(await main(), before);
  await tab.evaluate("globalThis.row = document.querySelector('#row')");
  held.open({ other: { status: 502, type: "text/html", body: "" } });
  await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  assert.equal(await main(), before);
}

test("text, of an element inside the form", () =>
  changes(template(`text" data-pb-target="button"`, "Done"), (after, before) => {
    assert.equal(after, before.replace(">Go<", ">Done<"));
  }));

test("an attribute, of an element around the form", () =>
  changes(template(`attr" data-pb-target="closest li" data-pb-name="class"`, "done"), (after, before) => {
    assert.equal(after, before.replace('class="old"', 'class="done"'));
  }));

test("an element goes, and comes back as the very same node", async () => {
  const before = await open(template(`remove" data-pb-target="closest li"`));
  assert.equal(await tab.locator("#row").count(), 0);
  held.open({ head: { ok: false, status: 500, outcome: "failed", say: "No" }, page: false });
  await tab.waitForSelector("#row");
  await tab.waitForSelector(".pb-failure");
  assert.equal(await main(), before);
});

test("elements before and behind others, with what was typed as text", async () => {
  await changes(
    template(`append" data-pb-target="#list"`, `<li class="new" data-pb-slot="title"></li>`) + template(`prepend" data-pb-target="#list"`, `<li class="first">first</li>`),
    (after) => {
      assert.match(after, /<ul id="list"><li class="first" data-key="[\d.-]+" data-pb-optimistic="new">first<\/li><li id="row"/);
      assert.match(after, /<li class="new" data-pb-slot="title" data-key="[\d.-]+" data-pb-optimistic="new">&lt;i&gt;typed<\/li><\/ul>/);
    },
  );
});

test("an element becomes another one with the same key", async () => {
  site.actions.set("go", () => held.wait);
  await changes(template(`replace" data-pb-target="#last"`, `<li id="last">Replaced</li>`), (after) => {
    assert.match(after, /<li data-pb-optimistic="" id="last">Replaced<\/li>|<li id="last" data-pb-optimistic="">Replaced<\/li>/);
  });
});

test("a target that is found nowhere, or a selector that is none, changes nothing and is no error", () =>
  changes(template(`remove" data-pb-target="#nowhere"`) + template(`text" data-pb-target="::("`, "x"), (after, before) => {
    assert.equal(after, before);
  }));

test("what is shown is applied to every page until the answer is there", async () => {
  site.pages.set("/other", () => "");
  await open(template(`text" data-pb-target="#count"`, "2"));
  site.actions.set("else", () => ({
    page: `<main><p>new</p><p id="count">1</p><ul id="list"></ul></main>`,
  }));
  await tab.evaluate(`(() => {
    const form = document.createElement("form");
    form.method = "post";
    form.setAttribute("action", "?_action=else");
    document.body.append(form);
    form.requestSubmit();
  })()`);
  await tab.waitForSelector("text=new");
  assert.equal(await tab.textContent("#count"), "2");
  held.open({ head: { asof: "e1.2" }, page: `<main><p id="count">3</p></main>` });
  await tab.waitForSelector('#count:text-is("3")');
});

/** Somebody is asked, and says yes. */
async function ask(): Promise<void> {
  site.pages.set(
    "/",
    () => `<form method="post" action="?_action=go" id="form"><button type="button" popovertarget="ask">Delete</button>
      <div popover id="ask"><p>Sure?</p><button data-pb-close>Yes</button></div></form>`,
  );
  tab = await site.open(browser);
  await tab.click("text=Delete");
  await tab.click("text=Yes");
}

test("the question's popover closes when it was answered", async () => {
  await ask();
  assert.equal(await tab.locator("#ask").isVisible(), true);
  held.open({});
  await tab.waitForSelector("#ask", { state: "hidden" });
});

test("a row that is shown in its next state is the same node where the server has put it", async () => {
  await open(template(`replace" data-pb-target="closest li"`, `<li id="row">Done</li>`));
  await tab.evaluate("globalThis.row = document.querySelector('#row')");
  held.open({ page: `<main><ul id="list"><li id="other">Another</li></ul><ol><li id="row">Done</li></ol></main>` });
  await tab.waitForSelector("ol");
  assert.equal(await tab.evaluate("globalThis.row === document.querySelector('ol #row')"), true);
});

test("a question that is open when its submit fails says so itself", async () => {
  await ask();
  held.open({ other: { status: 502, type: "text/html", body: "" } });
  assert.equal(await tab.textContent("#ask .pb-failure p"), "The answer could not be read.");
  site.actions.set("go", () => ({}));
  await tab.click("text=Try again");
  await tab.waitForSelector("#ask", { state: "hidden" });
  assert.equal(await tab.locator(".pb-failure").count(), 0);
});

test("a redirect to a page with other styles and scripts has them, and waits for the styles", async () => {
  site.files.set("/new.css", { type: "text/css", body: "h1 { color: rgb(1, 2, 3) }" });
  site.files.set("/new.js", { type: "text/javascript", body: "globalThis.ran = (globalThis.ran ?? 0) + 1" });
  site.pages.set("/next", () => site.document("<main><h1>Next</h1></main>", `<link rel="stylesheet" href="/new.css"><script src="/new.js"></script>`));
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/next" }, page: "/next" }));
  await open("");
  await tab.waitForSelector("text=Next");
  assert.equal(await tab.evaluate("getComputedStyle(document.querySelector('h1')).color"), "rgb(1, 2, 3)");
  while (!(await tab.evaluate("globalThis.ran"))) await tab.waitForTimeout(10);
  await tab.goBack();
  await tab.waitForSelector("#form");
  await tab.goForward();
  await tab.waitForSelector("text=Next");
  assert.equal(await tab.evaluate("globalThis.ran"), 1);
  assert.equal(await tab.locator("link[href='/new.css']").count(), 1);
});
