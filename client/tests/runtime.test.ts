import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
let todos: string[];

const row = (title: string) => `<li id="todo-${title}">${title}</li>`;
const ADD = (error = "", echoed = "") => `
  <form method="post" action="?_action=add" id="add">${error && `<div class="pb-summary" role="alert" tabindex="-1">${error}</div>`}
    <input name="title" id="title" value="${echoed}"${error && ' aria-invalid="true"'}> <input name="note" id="note">
    <button data-pb-busy="Adding…">Add</button>
    <template data-pb-optimistic="append" data-pb-target="#list"><li data-pb-slot="title"></li></template>
  </form>`;
const LIST = () => `<ul id="list">${todos.map(row).join("")}</ul>`;

beforeEach(async () => {
  site = await Site.start();
  todos = ["one", "two"];
  site.pages.set("/", () => `<main><h1>Todos</h1>${ADD()}${LIST()}</main>`);
  site.actions.set("add", ({ fields }) => {
    todos.push(fields.get("title")!);
    site.clock! += 1;
    return {};
  });
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const texts = (selector: string) => tab.locator(selector).allTextContents();
const add = async (title: string) => {
  await tab.fill("#title", title);
  // Forced: it is `aria-disabled` while it waits, which is for people and not for the browser.
  await tab.click("#add [data-pb-busy]", { force: true });
};
const called = async (count: number) => {
  for (let wait = 0; site.calls.length < count; wait += 1) {
    assert.ok(wait < 250, `${site.calls.length} of ${count} calls arrived`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const settled = () => tab.waitForSelector("[aria-busy=true]", { state: "detached" });

test("one post, one answer, no reload", async () => {
  tab = await site.open(browser);
  await tab.evaluate("globalThis.stays = true");
  await add("three & more\u00e9");
  await settled();
  assert.deepEqual(await texts("#list li"), ["one", "two", "three & more\u00e9"]);
  assert.equal(await tab.evaluate("globalThis.stays"), true);
  assert.deepEqual(site.visits, []);
  const [call] = site.calls;
  assert.match(call!.id, /^\d+(-\d+){3}$/);
  assert.equal(call!.type, "application/x-www-form-urlencoded;charset=UTF-8");
  assert.equal(call!.body, "title=three+%26+more%C3%A9&note=");
});

test("an optimistic row appears at once, and the very same node is confirmed", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("<b>three");
  assert.deepEqual(await texts("#list li"), ["one", "two", "<b>three"]);
  await tab.evaluate("globalThis.shown = document.querySelector('#list li:last-child')");
  assert.equal(await tab.locator("[data-pb-optimistic]:not(template)").count(), 1);
  todos.push("three");
  held.open({});
  await settled();
  assert.equal(await tab.evaluate("globalThis.shown === document.querySelector('#todo-three')"), true);
  assert.equal(await tab.locator("[data-pb-optimistic]:not(template)").count(), 0);
});

test("of two in flight the first fails, and only its row goes", async () => {
  site.pages.set("/", () => `<main>${ADD().replace('id="add"', 'id="add" data-pb-lane="parallel"')}${LIST()}</main>`);
  tab = await site.open(browser);
  const first = gate<Reply>();
  const second = gate<Reply>();
  site.actions.set("add", ({ fields }) => (fields.get("title") === "bad" ? first.wait : second.wait));
  await add("bad");
  await add("good");
  await called(2);
  assert.deepEqual(await texts("#list li"), ["one", "two", "bad", "good"]);
  first.open({ other: { status: 502, type: "text/html", body: "<h1>Bad gateway" } });
  await tab.waitForSelector(".pb-failure");
  assert.deepEqual(await texts("#list li"), ["one", "two", "good"]);
  todos.push("good");
  second.open({});
  await settled();
  assert.deepEqual(await texts("#list li"), ["one", "two", "good"]);
  assert.equal(await tab.locator("#list").innerHTML(), todos.map(row).join(""));
});

test("answers in the opposite order end at the newest page", async () => {
  site.pages.set("/", () => `<main>${ADD().replace('id="add"', 'id="add" data-pb-lane="parallel"')}${LIST()}</main>`);
  tab = await site.open(browser);
  const gates = { a: gate<Reply>(), b: gate<Reply>() };
  site.actions.set("add", ({ fields }) => gates[fields.get("title") as "a" | "b"].wait);
  await add("a");
  await add("b");
  await called(2);
  // b ran first and saw no a; a ran second, and its answer is overtaken by the older one of b.
  gates.a.open({ head: { asof: "e1.3" }, page: `<main>${ADD().replace('id="add"', 'id="add" data-pb-lane="parallel"')}<ul id="list">${row("b")}${row("a")}</ul></main>` });
  await tab.waitForSelector("#todo-a");
  gates.b.open({ head: { asof: "e1.2" }, page: `<main>old</main>` });
  todos = ["b", "a"];
  site.clock = 3;
  await settled();
  assert.deepEqual(await texts("#list li"), ["b", "a"]);
  await tab.waitForTimeout(200);
  assert.deepEqual(site.visits, ["/"], "one refresh, and no other after it");
  assert.deepEqual(await texts("#list li"), ["b", "a"]);
});

test("without a clock a slow first answer is not shown over a second one, but the page is requested", async () => {
  site.clock = undefined;
  site.pages.set("/", () => `<main>${ADD().replace('id="add"', 'id="add" data-pb-lane="parallel"')}${LIST()}</main>`);
  tab = await site.open(browser);
  const held = gate<void>();
  site.actions.set("add", async ({ fields }) => {
    todos.push(fields.get("title")!);
    const page = `<main>${ADD()}${LIST()}</main>`;
    if (fields.get("title") === "a") await held.wait;
    return { page };
  });
  await add("a");
  await called(1);
  await add("b");
  await called(2);
  await tab.waitForSelector("#todo-b");
  held.open();
  await settled();
  await tab.waitForTimeout(200);
  assert.deepEqual(site.visits, ["/"]);
  assert.deepEqual(await texts("#list li"), ["one", "two", "a", "b"]);
});

test("422 keeps what was typed, takes the optimistic row back and leaves the focus with whoever has gone on", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("x");
  await tab.fill("#note", "typed during the flight");
  await tab.focus("#title");
  assert.equal((await texts("#list li")).length, 3);
  held.open({
    head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] } },
    page: `<main><h1>Todos</h1>${ADD("title: is too short", "x")}${LIST()}</main>`,
  });
  await settled();
  assert.equal(await tab.inputValue("#title"), "x");
  assert.equal(await tab.inputValue("#note"), "typed during the flight");
  assert.deepEqual(await texts("#list li"), ["one", "two"]);
  assert.equal(await tab.evaluate("document.activeElement.id"), "title");
});

test("422 goes to the summary for whoever waits", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({
    head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] } },
    page: `<main><h1>Todos</h1>${ADD("title: is too short", "x")}${LIST()}</main>`,
  }));
  await add("x");
  await settled();
  assert.equal(await tab.evaluate("document.activeElement.className"), "pb-summary");
});

test("what went wrong is said even if its page is older than the one that is shown", async () => {
  site.clock = 5;
  tab = await site.open(browser);
  await add("three");
  await settled();
  site.actions.set("add", () => ({
    head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] }, asof: "e1.2" },
    page: `<main><h1>Old</h1>${ADD("title: is too short", "x")}</main>`,
  }));
  await add("x");
  await tab.waitForSelector(".pb-failure");
  assert.equal(await tab.textContent(".pb-failure"), "1 problem");
  assert.equal(await tab.inputValue("#title"), "x");
  assert.equal(await tab.textContent("h1"), "Todos");
});

test("a redirect to a download leaves the page and its form usable", async () => {
  tab = await site.open(browser);
  site.files.set("/export.csv", { type: "application/octet-stream", body: "a,b" });
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/export.csv", reload: true }, page: false }));
  const download = tab.waitForEvent("download");
  await add("three");
  assert.equal((await download).suggestedFilename(), "export.csv");
  await settled();
  assert.equal(await tab.textContent("h1"), "Todos");
});

test("what is typed during the flight survives, an untouched field is cleared", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.fill("#note", "first");
  await add("three");
  await tab.fill("#note", "second");
  todos.push("three");
  held.open({});
  await settled();
  assert.equal(await tab.inputValue("#title"), "");
  assert.equal(await tab.inputValue("#note"), "second");
});

test("a double click is one action", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.fill("#title", "three");
  await tab.dblclick("#add button");
  await called(1);
  held.open({});
  await settled();
  assert.equal(site.calls.length, 1);
});

test("a dropped connection leaves the form, and the retry has the same id", async () => {
  tab = await site.open(browser);
  let isDown = true;
  site.actions.set("add", ({ fields }) => {
    if (isDown) return { dropped: true };
    todos.push(fields.get("title")!);
    return {};
  });
  await add("three");
  await tab.waitForSelector(".pb-failure");
  assert.equal(await tab.inputValue("#title"), "three");
  assert.deepEqual(await texts("#list li"), ["one", "two"]);
  // Chromium itself may have sent it more than once.
  assert.equal(new Set(site.calls.map(({ id }) => id)).size, 1);
  isDown = false;
  await tab.click("text=Try again");
  await tab.waitForSelector("#todo-three");
  await settled();
  assert.equal(new Set(site.calls.map(({ id }) => id)).size, 1);
  assert.equal(await tab.locator(".pb-failure").count(), 0);
  assert.equal(await tab.inputValue("#title"), "");
});

test("an answer that takes too long leaves the form", async () => {
  site.pages.set("/", () => `<main>${ADD().replace('id="add"', 'id="add" data-pb-timeout="0.2"')}${LIST()}</main>`);
  tab = await site.open(browser);
  site.actions.set("add", () => gate<Reply>().wait);
  await add("three");
  await tab.waitForSelector("text=too long");
  assert.equal(await tab.inputValue("#title"), "three");
});

test("waiting is shown: busy form, the button's label after a moment, and all of it goes", async () => {
  site.pages.set("/", () => `<main>${ADD().replace(/<template.*<\/template>/, "")}<p data-pb-busy-for="add"></p>${LIST()}</main>`);
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("three");
  assert.equal(await tab.getAttribute("#add", "aria-busy"), "true");
  assert.equal(await tab.getAttribute("p", "aria-busy"), "true");
  assert.equal(await tab.getAttribute("#add button", "aria-disabled"), "true");
  await tab.waitForSelector("text=Adding…");
  held.open({});
  await settled();
  assert.equal(await tab.textContent("#add button"), "Add");
  assert.equal(await tab.getAttribute("#add button", "aria-disabled"), null);
});

test("a redirect shows its target at its address, and back shows the page anew", async () => {
  site.pages.set("/done", () => `<main><h1>Done</h1><p>It is done</p></main>`);
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/done" }, page: "/done" }));
  tab = await site.open(browser);
  await add("three");
  await tab.waitForSelector("text=It is done");
  assert.equal(new URL(tab.url()).pathname, "/done");
  assert.equal(await tab.evaluate("document.activeElement.textContent"), "Done");
  todos.push("later");
  await tab.goBack();
  await tab.waitForSelector("#todo-later");
  assert.deepEqual(site.visits, ["/"], "and nothing was reloaded");
  await tab.goForward();
  await tab.waitForSelector("text=It is done");
});

test("what has `autofocus` in a closed question is not where another page begins", async () => {
  site.pages.set("/done", () => `<main><div popover><button autofocus>Cancel</button></div><h1>Done</h1></main>`);
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/done" }, page: "/done" }));
  tab = await site.open(browser);
  await add("three");
  await tab.waitForSelector("text=Done");
  assert.equal(await tab.evaluate("document.activeElement.textContent"), "Done");
  assert.equal(await tab.getAttribute("[autofocus]", "tabindex"), null);
});

test("a redirect that the server does not render is left to the browser", async () => {
  site.pages.set("/elsewhere", () => "<p>Elsewhere</p>");
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/elsewhere", reload: true }, page: false }));
  tab = await site.open(browser);
  await tab.evaluate("globalThis.stays = true");
  await add("three");
  await tab.waitForSelector("text=Elsewhere");
  assert.equal(await tab.evaluate("globalThis.stays"), undefined);
});

test("who may not gets a sentence and a way to sign in, and keeps the form", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({ head: { ok: false, status: 401, outcome: "denied", url: "/login", say: "Sign in first." }, page: false }));
  await add("three");
  await tab.waitForSelector(".pb-failure");
  assert.equal(await tab.textContent(".pb-failure p"), "Sign in first. What you entered is still here.");
  assert.equal(await tab.inputValue("#title"), "three");
  site.pages.set("/login", () => "<h1>Welcome back</h1>");
  const beside = tab.context().waitForEvent("page");
  await tab.click(".pb-failure a");
  assert.equal(await (await beside).textContent("h1"), "Welcome back");
  assert.equal(await (await beside).evaluate("opener"), null);
  assert.equal(await tab.inputValue("#title"), "three");
  site.actions.set("add", ({ fields }) => {
    todos.push(fields.get("title")!);
    return {};
  });
  await tab.click("text=Try again");
  await tab.waitForSelector("#todo-three");
  assert.equal(await tab.locator(".pb-failure").count(), 0);
});

test("an answer for a page that was left does not bring it back", async () => {
  site.pages.set("/done", () => `<main><h1>Done</h1>${ADD()}</main>`);
  tab = await site.open(browser);
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/done" }, page: "/done" }));
  await add("go");
  await tab.waitForSelector("text=Done");
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("slow");
  await called(2);
  await tab.goBack();
  await tab.waitForSelector("#todo-one");
  site.clock! += 1;
  held.open({ page: "<main>the page that was left</main>" });
  await tab.waitForTimeout(200);
  assert.equal(new URL(tab.url()).pathname, "/");
  assert.deepEqual(await texts("#list li"), ["one", "two"]);
});

test("buttons with an address and a name of their own, multipart, and fields outside of the form", async () => {
  site.pages.set("/", () => `<form method="post" action="?_action=add" id="f"><input name="action" value="shadow"><textarea name="text">a\nb</textarea>
    <button name="go" value="1" formaction="?x=1&amp;_action=other" formenctype="multipart/form-data">Other</button></form><input form="f" name="out" value="side">`);
  tab = await site.open(browser);
  site.actions.set("other", () => ({}));
  await tab.click("button");
  await called(1);
  const { type, body } = site.calls[0]!;
  assert.match(type, /^multipart\/form-data; boundary=/);
  assert.match(body, /name="go"\r\n\r\n1\r\n/);
  assert.match(body, /name="text"\r\n\r\na\r\nb\r\n/);
  assert.match(body, /name="out"\r\n\r\nside\r\n/);
});

test("what is not ours stays the browser's: GET, other targets, other addresses, and what opts out", async () => {
  site.pages.set("/", () => `
    <form id="get" action="?_action=add"></form>
    <form id="blank" method="post" target="_blank" action="?_action=add"></form>
    <form id="own" method="post" action="/webhook"></form>
    <form id="foreign" method="post" action="https://example.org/?_action=add"></form>
    <section data-pb-off><form id="off" method="post" action="?_action=add"></form></section>
    <form id="ours" method="POST" action="?_action=add"></form>`);
  tab = await site.open(browser);
  const taken = await tab.evaluate(() => {
    const taken: string[] = [];
    addEventListener("submit", (event) => {
      if (event.defaultPrevented) taken.push((event.target as Element).id);
      event.preventDefault();
    });
    for (const form of document.forms) form.requestSubmit();
    return taken;
  });
  assert.deepEqual(taken, ["ours"]);
  await settled();
});

test("submit() answers how it ended, and an aborted wait ends without a change", async () => {
  tab = await site.open(browser);
  const done = await tab.evaluate("postback.submit(document.querySelector('#add'))") as { ok: boolean; outcome: string };
  assert.deepEqual([done.ok, done.outcome], [true, "done"]);
  site.actions.set("add", () => gate<Reply>().wait);
  const result = await tab.evaluate(`(async () => {
    const heard = [];
    for (const name of ["pb:submit", "pb:cancel", "pb:error"]) document.addEventListener(name, () => heard.push(name));
    const stop = new AbortController();
    const ended = postback.submit(document.querySelector("#add"), { signal: stop.signal });
    stop.abort();
    return { ...(await ended), heard };
  })()`);
  assert.deepEqual(result, { ok: false, status: 0, outcome: "cancelled", heard: ["pb:submit", "pb:cancel"] });
});

test("the signal of a submit that was dropped ends nothing any more", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await add("three");
  await called(1);
  const dropped = await tab.evaluate(`(async () => {
    globalThis.cancelled = 0;
    document.addEventListener("pb:cancel", () => (cancelled += 1));
    const stop = new AbortController();
    const form = document.querySelector("#add");
    const { outcome } = await postback.submit(form, { submitter: form.querySelector("button"), signal: stop.signal });
    stop.abort();
    return [outcome, cancelled, form.getAttribute("aria-busy")];
  })()`);
  assert.deepEqual(dropped, ["dropped", 0, "true"]);
  held.open({});
  await settled();
});

test("what has failed is said, even if its form has gone meanwhile", async () => {
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  site.actions.set("close", () => ({ page: "<main><h1>Closed</h1></main>" }));
  await add("three");
  await tab.evaluate(`(() => {
    const form = Object.assign(document.createElement("form"), { method: "post" });
    form.setAttribute("action", "?_action=close");
    document.body.append(form);
    form.requestSubmit();
  })()`);
  await tab.waitForSelector("text=Closed");
  held.open({ other: { status: 502, type: "text/html", body: "" } });
  await tab.waitForSelector("body > .pb-failure");
  let isUp = false;
  site.actions.set("add", () => {
    isUp = true;
    return {};
  });
  await tab.click("text=Try again");
  await tab.waitForSelector("text=Todos");
  assert.ok(isUp);
});

test("pb:submit can be stopped, pb:result carries the answer", async () => {
  tab = await site.open(browser);
  await tab.evaluate(`document.addEventListener("pb:submit", (event) => event.preventDefault(), { once: true });
    document.addEventListener("pb:result", (event) => (globalThis.result = event.detail))`);
  await add("stopped");
  assert.equal(site.calls.length, 0);
  await add("three");
  await settled();
  assert.deepEqual(await tab.evaluate("[result.outcome, result.id]"), ["done", site.calls[0]!.id]);
  assert.deepEqual(await texts("#list li"), ["one", "two", "three"]);
});

test("what the server says is announced, unless the page shows it as an alert", async () => {
  tab = await site.open(browser);
  await tab.evaluate("globalThis.heard = []; Document.prototype.ariaNotify = (text) => heard.push(text)");
  site.actions.set("add", () => ({ head: { say: "Saved" } }));
  await add("x");
  await settled();
  site.actions.set("add", () => ({ head: { say: "Saved" }, page: `<p role="status">Saved</p>${ADD()}` }));
  await add("y");
  await tab.waitForSelector("[role=status]");
  assert.deepEqual(await tab.evaluate("globalThis.heard"), ["Saved"]);
});

test("a page out of the back/forward cache waits for nothing and is requested anew", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => gate<Reply>().wait);
  await add("three");
  await called(1);
  todos.push("meanwhile");
  site.clock! += 1;
  await tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await tab.waitForSelector("#todo-meanwhile");
  assert.equal(await tab.getAttribute("#add", "aria-busy"), null);
  assert.deepEqual(site.visits, ["/"]);
});

test("without a connection nothing is lost, and an app can say it in its own way", async () => {
  tab = await site.open(browser);
  await tab.context().setOffline(true);
  await add("three");
  await tab.waitForSelector("text=There is no connection");
  await tab.evaluate(`document.addEventListener("pb:error", (event) => { event.preventDefault(); globalThis.failed = event.detail })`);
  await add("four");
  while (!(await tab.evaluate("globalThis.failed?.outcome"))) await tab.waitForTimeout(10);
  assert.equal(await tab.locator(".pb-failure").count(), 0);
  assert.equal(await tab.inputValue("#title"), "four");
  await tab.context().setOffline(false);
  await tab.evaluate("failed.retry()");
  await tab.waitForSelector("#todo-four");
});

test("a page that has not changed does not travel again", async () => {
  tab = await site.open(browser);
  let tags: (string | undefined)[] = [];
  site.actions.set("add", ({ etag }) => {
    tags.push(etag);
    return etag === "p1" ? { head: { page: "same", etag: "p1" }, page: false } : { head: { etag: "p1" } };
  });
  await add("one more");
  await settled();
  await tab.fill("#note", "a draft");
  await add("two more");
  await settled();
  assert.deepEqual(tags, ["", "p1"]);
  assert.deepEqual(await texts("#list li"), ["one", "two"], "and the optimistic row is gone");
  assert.equal(await tab.inputValue("#title"), "", "what was submitted is taken care of");
  assert.deepEqual(site.visits, []);
});

test("a page that is the same as one that is no longer shown is requested", async () => {
  tab = await site.open(browser);
  site.actions.set("add", () => ({ head: { etag: "p1" } }));
  await add("x");
  await settled();
  todos.push("elsewhere");
  site.actions.set("add", () => ({ head: { page: "same", etag: "p0" }, page: false }));
  await add("y");
  await tab.waitForSelector("#todo-elsewhere");
  assert.deepEqual(site.visits, ["/"]);
});

test("after another deploy the next page is loaded whole, and its runtime does not start beside the first", async () => {
  site.build = "b1";
  site.pages.set("/done", () => site.document("<main><h1>Done</h1></main>", `<script type="module" src="/_postback/other.js#b2"></script>`));
  site.files.set("/_postback/other.js", { type: "text/javascript", body: "globalThis.second = true" });
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/done", build: "b1" }, page: "/done" }));
  tab = await site.open(browser);
  await tab.evaluate("globalThis.stays = true");
  await add("x");
  await tab.waitForSelector("text=Done");
  await tab.goBack();
  await tab.waitForSelector("#todo-one");
  assert.equal(await tab.evaluate("globalThis.stays"), true);
  site.actions.set("add", () => ({ head: { outcome: "redirect", url: "/done", build: "b2" }, page: "/done" }));
  await add("y");
  await tab.waitForSelector("text=Done");
  assert.deepEqual(await tab.evaluate("[globalThis.stays, globalThis.second]"), [true, undefined]);
  await tab.goBack();
  await tab.waitForSelector("#todo-one");
  await until(tab, "!globalThis.stays");
});
