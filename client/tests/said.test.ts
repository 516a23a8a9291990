// What a person is told and shown around a submit: labels, marks, questions, messages, the focus.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

beforeEach(async () => {
  site = await Site.start();
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const settled = () => tab.waitForSelector("#f[aria-busy=true]", { state: "detached" });
const REFUSED = { ok: false, status: 422, outcome: "invalid", say: "Not so" };

test("what the server says of busy and disabled is as it was when the waiting ends", async () => {
  site.pages.set("/", () => `<form method="post" action="?_action=go" id="f"><button aria-disabled="true">Go</button></form><p data-pb-busy-for="f" aria-busy="true">p</p><p id="free" data-pb-busy-for="f">p</p>`);
  site.actions.set("go", () => ({}));
  tab = await site.open(browser);
  await tab.click("button", { force: true });
  await tab.waitForSelector("#f:not([aria-busy])");
  assert.deepEqual(await tab.evaluate(`[document.querySelector("button").ariaDisabled, document.querySelector("p").ariaBusy, document.querySelector("#free").ariaBusy]`), ["true", "true", null]);
});

test("a button that a script has disabled on submit can be pressed again after a refusal", async () => {
  site.pages.set("/", () => `<form method="post" action="?_action=go" id="f"><button>Go</button></form>`);
  site.actions.set("go", () => ({ head: REFUSED }));
  tab = await site.open(browser);
  await tab.evaluate(`document.addEventListener("submit", ({ submitter }) => (submitter.disabled = true))`);
  await tab.click("button");
  await settled();
  await tab.waitForSelector("button:not([disabled])");
});

for (const [name, attribute, isOpen] of [["stays", "", true], ["closes if the form says so", "data-pb-close", false]] as const) {
  test(`a dialog in which a form has succeeded ${name}`, async () => {
    let members = 1;
    site.pages.set("/", () => `<dialog id="d"><p>${members}</p><form method="post" action="?_action=go" id="f" ${attribute}><button>Add</button></form></dialog>
      <div popover id="p"><form method="post" action="?_action=go" id="g"><button ${attribute}>Add</button></form></div><p id="count">${members}</p>`);
    site.actions.set("go", () => {
      members += 1;
      return {};
    });
    tab = await site.open(browser);
    await tab.evaluate(`document.querySelector("#d").showModal()`);
    await tab.click("#d button");
    await tab.waitForSelector(`#count:text-is("2")`);
    await settled();
    assert.equal(await tab.evaluate(`document.querySelector("#d").matches(":modal")`), isOpen);
    await tab.evaluate(`document.querySelector("#d").close(); document.querySelector("#p").showPopover()`);
    await tab.click("#p button");
    await tab.waitForSelector(`#count:text-is("3")`);
    await settled();
    assert.equal(await tab.evaluate(`document.querySelector("#p").matches(":popover-open")`), isOpen);
  });
}

const CLOSING = `<dialog id="d"><form method="post" action="?_action=go" id="f" data-pb-close><input name="a" id="a"><input type="hidden" name="h" value="1"><button>Add</button></form>
  <form method="post" action="?_action=go" id="g"><input name="b" id="b"></form></dialog>`;

for (const [what, field, left] of [["into its form", "#a", ["one, two", ""]], ["into another form of it", "#b", ["", ", two"]]] as const) {
  test(`a dialog does not close over what was typed ${what} after the submit, and closes when that is sent`, async () => {
    site.pages.set("/", () => CLOSING);
    const held = gate<Reply>();
    site.actions.set("go", () => held.wait);
    tab = await site.open(browser);
    await tab.evaluate(`document.querySelector("#d").showModal()`);
    await tab.fill("#a", "one");
    await tab.press("#a", "Enter");
    await tab.focus(field);
    await tab.keyboard.type(", two");
    held.open({});
    await settled();
    const isOpen = () => tab.evaluate(`document.querySelector("#d").matches(":modal")`);
    assert.equal(await isOpen(), true);
    assert.deepEqual([await tab.inputValue("#a"), await tab.inputValue("#b")], left);
    await tab.fill("#b", "");
    await tab.press("#a", "Enter");
    await settled();
    assert.equal(await isOpen(), false);
  });
}

test("what a script has put into a dialog does not keep it open", async () => {
  site.pages.set("/", () => CLOSING);
  site.actions.set("go", () => ({}));
  tab = await site.open(browser);
  await tab.evaluate(`document.querySelector("#d").showModal();
    document.addEventListener("submit", ({ target }) => { target.a.value = ""; target.h.value = "2"; target.append(Object.assign(document.createElement("input"), { value: "theirs" })); })`);
  await tab.fill("#a", "one");
  await tab.press("#a", "Enter");
  await settled();
  assert.equal(await tab.evaluate(`document.querySelector("#d").matches(":modal")`), false);
});

test("a question that is answered in a dialog closes, and the dialog does not", async () => {
  site.pages.set("/", () => `<dialog id="d"><form method="post" action="?_action=go" id="f"><div popover id="p"><button data-pb-close>Yes</button></div></form></dialog>`);
  site.actions.set("go", () => ({}));
  tab = await site.open(browser);
  await tab.evaluate(`document.querySelector("#d").showModal(); document.querySelector("#p").showPopover()`);
  await tab.click("text=Yes");
  await settled();
  assert.deepEqual(await tab.evaluate(`[document.querySelector("#d").matches(":modal"), document.querySelector("#p").matches(":popover-open")]`), [true, false]);
});

test("the same words are said again, by the page's own status as by the answer", async () => {
  let hasStatus = false;
  site.pages.set("/", () => `${hasStatus ? '<p role="status">Saved</p>' : ""}<form method="post" action="?_action=go" id="f"><button>Go</button></form>`);
  site.actions.set("go", () => ({ head: { say: "Saved" } }));
  // A browser that cannot say it itself.
  tab = await site.open(browser, "/", "delete Document.prototype.ariaNotify");
  await until(tab, `!!document.querySelector("[aria-live]")`);
  await tab.evaluate(`globalThis.said = 0;
    new MutationObserver(() => (said += 1)).observe(document.querySelector("[aria-live]"), { childList: true, characterData: true, subtree: true })`);
  const said = () => tab.evaluate("globalThis.said");
  for (const [status, expected] of [[false, 1], [false, 2], [true, 2], [true, 3]] as const) {
    hasStatus = status;
    await tab.click("button");
    await until(tab, `!document.querySelector("#f").ariaBusy`);
    await tab.waitForTimeout(50);
    assert.equal(await said(), expected, `status: ${status}`);
  }
});

test("a button outside of its form is where the focus was: it goes to the problem", async () => {
  site.pages.set("/", () => `<form method="post" action="?_action=go" id="f"><input name="a" id="a"></form><main><button form="f">Go</button></main>`);
  site.actions.set("go", () => ({ head: REFUSED, page: `<form method="post" action="?_action=go" id="f"><input name="a" id="a" aria-invalid="true"></form><main><button form="f">Go</button></main>` }));
  tab = await site.open(browser);
  await tab.click("button");
  await until(tab, `document.activeElement.id === "a"`);
});

test("what has failed is seen, also if its form is hidden", async () => {
  site.pages.set("/", () => `<form method="post" action="?_action=go" id="f" hidden></form><main><button form="f">Go</button></main>`);
  site.actions.set("go", () => ({ other: { status: 502, type: "text/html", body: "" } }));
  tab = await site.open(browser);
  await tab.click("button");
  await tab.waitForSelector("main > .pb-failure", { state: "visible" });
});

for (const status of [401, 403]) {
  test(`${status} does not leave the message of the action before`, async () => {
    site.pages.set("/", () => `<form method="post" action="?_action=go" id="f"><button>Go</button></form>`);
    const saved = `<div class="pb-notice" role="status">Saved</div><form method="post" action="?_action=go" id="f"><button>Go</button></form>`;
    site.actions.set("go", ({ etag }) => (etag === "p1" ? { head: { page: "same", etag }, page: false } : { head: { etag: "p1" }, page: saved }));
    const save = site.actions.get("go")!;
    tab = await site.open(browser);
    await tab.click("button");
    await tab.waitForSelector("text=Saved");
    await settled();
    site.actions.set("go", () => ({ head: { ok: false, status, outcome: "denied", say: "Not you" }, page: false }));
    await tab.click("button");
    await tab.waitForSelector(".pb-failure");
    assert.equal(await tab.locator(".pb-notice").count(), 0);
    // The same page again is not the one that is shown now.
    site.actions.set("go", save);
    await tab.click("button");
    await tab.waitForSelector("text=Saved");
  });
}
