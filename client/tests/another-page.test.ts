// What is whose: on another address nothing goes along, on the same one everything stays.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { ready, Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

beforeEach(async () => {
  site = await Site.start();
  site.files.set("/box.css", { type: "text/css", body: "#box { height: 50px; overflow: auto } #box p { height: 900px }" });
  site.actions.set("next", () => ({ head: { outcome: "redirect", url: "/2" }, page: "/2" }));
  site.actions.set("stay", () => ({}));
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const settled = () => tab.waitForSelector("[aria-busy=true]", { state: "detached" });
const form = (action: string, inside = "") => `<form method="post" action="?_action=${action}" id="${action}">${inside}<button>${action}</button></form>`;

/** The same form for each customer, as an app has it. */
const customer = (n: number) => `<main><link rel="stylesheet" href="/box.css"><h1>Customer ${n}</h1>
  ${form("note", `<input name="title" id="title"><textarea name="note"></textarea><input type="password" name="pin"><input type="hidden" name="by" value="${n}">
    <input type="checkbox" name="a"><input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><select name="s"><option>x<option>y</select><input type="file" name="f">`)}
  <details id="d"><summary>More</summary></details><dialog id="ask">${form("next")}</dialog><div popover id="pop">pop</div><div id="box"><p>tall</p></div><div contenteditable id="e">text</div>
  ${form("stay")}<button id="go" form="next">Next</button></main>`;

/** Everything that a person can leave on a page. */
async function leaveTraces(): Promise<void> {
  await tab.fill("#title", "typed");
  await tab.fill("textarea", "a note");
  await tab.fill("[name=pin]", "secret");
  await tab.check("[name=a]");
  await tab.check("[type=radio][value='2']");
  await tab.selectOption("select", "y");
  await tab.setInputFiles("[name=f]", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  await tab.evaluate(`document.querySelector("#d").open = true; document.querySelector("#box").scrollTop = 300; document.querySelector("#e").textContent = "mine";
    document.querySelector("[name=by]").value = "changed by a script"; document.querySelector("#pop").showPopover()`);
}

const traces = () =>
  tab.evaluate(() => {
    const find = (selector: string) => document.querySelector(selector) as HTMLInputElement & HTMLDetailsElement;
    return [
      ...["#title", "textarea", "[name=pin]", "select", "[name=f]"].map((selector) => find(selector).value),
      ...["[name=a]", "[type=radio][value='2']"].map((selector) => find(selector).checked),
      find("#d").open,
      find("#box").scrollTop,
      find("#e").textContent,
      find("#pop").matches(":popover-open"),
      find("#ask").open,
    ];
  });

const NOTHING = ["", "", "", "x", "", false, false, false, 0, "text", false, false];

test("nothing that was typed, chosen, opened or scrolled goes along to another address, and Back does not bring it along either", async () => {
  for (const n of [1, 2]) site.pages.set(n === 1 ? "/" : "/2", () => customer(n));
  tab = await site.open(browser);
  await leaveTraces();
  await tab.evaluate(`document.querySelector("#ask").showModal()`);
  await tab.click("#ask button");
  await tab.waitForSelector("text=Customer 2");
  assert.deepEqual(await traces(), NOTHING);
  assert.equal(await tab.inputValue("[name=by]"), "2");
  await leaveTraces();
  await tab.goBack();
  await tab.waitForSelector("text=Customer 1");
  assert.deepEqual(await traces(), NOTHING);
});

test("what is shown on another address is what loading it shows", async () => {
  for (const n of [1, 2]) site.pages.set(n === 1 ? "/" : "/2", () => customer(n));
  const shown = () => tab.evaluate(() => [...document.body.children].filter((child) => child.localName !== "div").map((child) => child.outerHTML.replace(' tabindex="-1"', "")).join(""));
  tab = await site.open(browser, "/2");
  const loaded = await shown();
  await tab.goto("/");
  await ready(tab);
  await leaveTraces();
  await tab.evaluate(`document.querySelector("#next").requestSubmit()`);
  await tab.waitForSelector("text=Customer 2");
  assert.equal(await shown(), loaded);
});

test("a page that says exactly the same at another address is another page, too", async () => {
  for (const path of ["/", "/2"]) site.pages.set(path, () => customer(0));
  tab = await site.open(browser);
  await leaveTraces();
  await tab.evaluate(`document.querySelector("#next").requestSubmit()`);
  await tab.waitForURL("**/2");
  await until(tab, `document.querySelector("#title").value === ""`);
  assert.deepEqual(await traces(), NOTHING);
});

test("on the same address all of it stays", async () => {
  site.pages.set("/", () => customer(1));
  tab = await site.open(browser);
  await leaveTraces();
  const before = await traces();
  assert.equal(before[8], 300);
  // Not by a click, which would close what is open.
  await tab.evaluate(`document.querySelector("#stay").requestSubmit()`);
  await settled();
  assert.deepEqual(await traces(), before);
});

test("saved, and add another: a form that the server sends empty is empty, at the same address as at another one", async () => {
  site.pages.set("/", () => customer(1));
  site.actions.set("note", () => ({}));
  tab = await site.open(browser);
  await leaveTraces();
  await tab.click("#note button");
  await settled();
  assert.deepEqual((await traces()).slice(0, 7), NOTHING.slice(0, 7));
  await leaveTraces();
  site.pages.set("/2", () => customer(2));
  site.actions.set("note", () => ({ head: { outcome: "redirect", url: "/2" }, page: "/2" }));
  await tab.click("#note button");
  await tab.waitForSelector("text=Customer 2");
  assert.deepEqual((await traces()).slice(0, 7), NOTHING.slice(0, 7));
});

test("what scripts left over goes with its page, except what is to be kept; what they did to the document stays", async () => {
  const page = (n: number) => site.document(`<main><h1>Page ${n}</h1>${form("next")}</main><aside id="player" data-pb-keep>server</aside>`).replace("<body>", `<body class="app p${n}">`);
  site.policy = "default-src 'self'; style-src 'self' 'unsafe-inline'";
  site.pages.set("/", () => page(1));
  site.pages.set("/2", () => page(2));
  tab = await site.open(browser);
  await tab.evaluate(`
    document.documentElement.dataset.bsTheme = "dark";
    document.body.classList.add("modal-open");
    document.body.style.cssText = "overflow: hidden; padding-right: 15px";
    document.body.insertAdjacentHTML("beforeend", "<div class=modal-backdrop></div><div id=toasts data-pb-keep>toast</div>");
    document.querySelector("main").insertAdjacentHTML("beforeend", "<div class=tooltip></div>");
    document.querySelector("main").title = "from a script";
    document.head.append(Object.assign(document.createElement("meta"), { name: "from-a-script" }));
    globalThis.player = document.querySelector("#player");
    player.textContent = "playing"`);
  await tab.click("#next button");
  await tab.waitForSelector("text=Page 2");
  assert.deepEqual(
    await tab.evaluate(`[document.body.className, document.body.getAttribute("style"), document.querySelectorAll(".modal-backdrop, .tooltip").length, document.querySelector("main").title,
      document.querySelector("#toasts").textContent, document.documentElement.dataset.bsTheme, document.querySelectorAll("[name=from-a-script]").length, document.querySelector("#player") === player, player.textContent]`),
    ["app p2", null, 0, "", "toast", "dark", 1, true, "playing"],
  );
});

const SETTINGS = (email = "old@example.org", error = "", name = "Ada") =>
  `<main><h1>Settings</h1>${form("email", `${error && `<p class="pb-summary" tabindex="-1">${error}</p>`}<input name="email" id="mail" value="${email}"><input name="name" id="name" value="${name}">`)}${form("picture")}</main>`;

for (const [what, refusal] of [
  ["refused", { head: { ok: false, status: 422, outcome: "invalid" }, page: SETTINGS("not an address", "No") }],
  ["failed with a page", { head: { ok: false, status: 500, outcome: "failed" }, page: SETTINGS("not an address", "Nothing you entered is lost") }],
  ["failed without one", { head: { ok: false, status: 500, outcome: "failed" }, page: false }],
] as const) {
  test(`what was typed into a form that was ${what} stays when another one succeeds, until its own succeeds`, async () => {
    site.pages.set("/", () => SETTINGS());
    site.actions.set("email", () => refusal);
    site.actions.set("picture", () => ({ page: SETTINGS("old@example.org", "", "Augusta") }));
    tab = await site.open(browser);
    await tab.fill("#mail", "not an address");
    await tab.click("#email button");
    await settled();
    for (let round = 0; round < 2; round += 1) {
      await tab.click("#picture button");
      await settled();
      assert.equal(await tab.inputValue("#mail"), "not an address");
    }
    assert.equal(await tab.inputValue("#name"), "Augusta", "what was not changed follows the server");
    site.actions.set("email", () => ({ page: SETTINGS("new@example.org") }));
    await tab.click("#email button");
    await settled();
    assert.equal(await tab.inputValue("#mail"), "new@example.org");
  });
}
