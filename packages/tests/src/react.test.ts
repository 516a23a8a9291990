// React in a page of the server: islands, forms that keep what was typed, and what each guard is for.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import type { Browser, Locator, Page } from "playwright-core";

import { gate, launch, watch } from "./chromium.ts";
import { Site, type Reply } from "./site.ts";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const IDS = { "problem.toggle_solved": "a1", "problem.solve_problem": "a2", "profile.update_profile": "a3", "auth.login": "a4" };
const REFUSED: Reply = { status: 422, outcome: "invalid", errors: { name: ["is too short"] } };

/** What the page shows: a database. */
interface State {
  solved: Set<string>;
  name: string;
  /** Which islands there are. */
  shown: string[];
}

let state: State;

function page(site: Site): string {
  const problems = ["1", "2", "3"].map((id) => ({ id, title: `$$${id}`, solved: state.solved.has(id) }));
  const fallback = `<form method="post" action="?_action=update_profile.a3"><input name="name" value="old" id="typed"><input type="checkbox" name="news" value="true"><button>Server's</button></form>`;
  const all: Record<string, string> = {
    list: site.island("List", { problems }, "<p>a list</p>"),
    solve: site.island("Solve", { problemId: "3" }),
    settings: site.island("Settings", {}, fallback),
    ignoring: site.island("Ignoring", { name: state.name }),
    bomb: site.island("Bomb", { name: state.name }, fallback),
    counter: site.island("Counter", { name: state.name }),
    second: site.island("Counter", { name: "second" }, "", "second"),
    late: site.island("Late", { name: "late" }, "<p>before</p>"),
  };
  return `<p id="count">${state.solved.size}</p><b id="name">${state.name}</b>${state.shown.map((name) => all[name]).join("")}`;
}

async function open(site: Site, shown: string[], path = "/"): Promise<Page> {
  state = { solved: new Set(), name: "Ada", shown };
  site.body = () => page(site);
  site.ids = { ...IDS };
  site.actions.clear();
  site.actions.set("toggle_solved", ({ args: [id] }) => (state.solved.add(id as string), {}));
  site.actions.set("solve_problem", ({ args: [id] }) => (state.solved.add(id as string), { result: "u1" }));
  site.actions.set("update_profile", ({ body, fields }) => {
    const name = fields.get("name") ?? /name="name"\r\n\r\n(.*)\r\n/.exec(body)?.[1] ?? "";
    if (name.length < 2) return REFUSED;
    state.name = name;
    return { result: { name } };
  });
  site.actions.set("login", () => ({ ...REFUSED, errors: { email: ["is not known"] } }));
  const tab = await site.open(browser, path);
  await tab.waitForSelector("[data-mounted]");
  return tab;
}

const island = (tab: Page, id: string): Locator => tab.locator(`#${id}`);
const held = (form: Locator) =>
  form.evaluate((form: HTMLFormElement) => {
    const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
    return [field("name").value, field("note").value, field("news").checked, field("topic").value, field("file").files!.length];
  });
const text = { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("abc") };

async function fill(form: Locator, name: string): Promise<void> {
  await form.locator("[name=name]").fill(name);
  await form.locator("[name=note]").fill("a note");
  await form.locator("[name=news]").check();
  await form.locator("[name=topic]").selectOption("go");
  await form.locator("[name=file]").setInputFiles(text);
}

const shows = (place: Locator, expected: string) => place.filter({ hasText: expected }).waitFor();

describe("with all of it", () => {
  let site: Site;
  before(async () => (site = await Site.start({ entry: "react.tsx" })));
  after(() => site.stop());
  beforeEach(() => (site.complaints.length = 0));

  test("useTransition is pending until the new page is shown", async () => {
    const tab = await open(site, ["solve"]);
    const { open: answer, opened } = gate();
    site.actions.set("solve_problem", async () => (await opened, state.solved.add("3"), { result: "u1" }));
    const button = island(tab, "solve").locator("button");
    await button.click();
    await shows(button, "Checking...");
    assert(await button.isDisabled());
    answer();
    await shows(button, "Solved");
    assert.equal(await tab.locator("#count").textContent(), "1");
    assert.deepEqual(site.calls.map(({ args, mode }) => [args, mode]), [[["3", "u1"], "page"]]);
    assert.deepEqual(site.complaints, []);
  });

  test("useOptimistic is there at once, and does not flicker when the page comes", async () => {
    const tab = await open(site, ["list"]);
    const { open: answer, opened } = gate();
    site.actions.set("toggle_solved", async ({ args: [id] }) => (await opened, state.solved.add(id as string), {}));
    const seen = await watch(tab, "#list button");
    await island(tab, "list").locator("button").first().click();
    await tab.waitForFunction(() => document.querySelector("#list button")!.textContent === "D");
    answer();
    await tab.waitForFunction(() => document.querySelector("#count")!.textContent === "1");
    // React may still have something to do.
    await tab.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    assert.deepEqual(await seen(), ["D"]);
    assert.equal(await island(tab, "list").locator("li").first().textContent(), "$1 D");
  });

  test("useOptimistic is taken back when the action fails, and that is said once", async () => {
    const tab = await open(site, ["list"]);
    const { open: answer, opened } = gate();
    site.actions.set("toggle_solved", async () => (await opened, { status: 500, outcome: "failed", say: "Something went wrong.", digest: "abcdefgh" }));
    const seen = await watch(tab, "#list button");
    await island(tab, "list").locator("button").first().click();
    await tab.waitForFunction(() => document.querySelector("#list button")!.textContent === "D");
    answer();
    await tab.waitForSelector("[role=alert]");
    assert.deepEqual(await seen(), ["D", "M"]);
    assert.deepEqual(await tab.locator("[role=alert]").allTextContents(), ["Something went wrong. (code abcdefgh)"]);
    assert.equal(await tab.evaluate(() => (globalThis as { unseen?: number }).unseen), 1);
  });

  test("answers can come in another order, and a failure takes back only its own row", async () => {
    const tab = await open(site, ["list"]);
    const gates = { "1": gate(), "2": gate(), "3": gate() };
    site.actions.set("toggle_solved", async ({ args: [id] }) => {
      await gates[id as "1"].opened;
      if (id === "2") return { status: 500, outcome: "failed", say: "Something went wrong." };
      state.solved.add(id as string);
      return {};
    });
    const row = (at: number) => island(tab, "list").locator("button").nth(at);
    for (const at of [0, 1, 2]) await row(at).click();
    const rows = () => island(tab, "list").locator("button").allTextContents().then((all) => all.join(""));
    assert.equal(await rows(), "DDD");
    gates["3"].open();
    await shows(tab.locator("#count"), "1");
    assert.equal(await rows(), "DDD");
    gates["2"].open();
    await tab.waitForSelector("[role=alert]");
    gates["1"].open();
    await shows(tab.locator("#count"), "2");
    await shows(row(1), "M");
    assert.equal(await rows(), "DMD");
  });

  test("a refused form keeps text, choices and files, and resets when it is done", async () => {
    const tab = await open(site, ["settings"]);
    const form = island(tab, "settings").locator("form");
    await fill(form, "x");
    await form.locator("[name=chosen]").selectOption("go");
    await form.locator(".save").click();
    await shows(form.locator("p"), "is too short");
    await tab.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    assert.deepEqual(await held(form), ["x", "a note", true, "go", 1]);
    assert.equal(await form.locator("[name=chosen]").inputValue(), "go");
    // Somebody has looked at it.
    assert.equal(await tab.locator("[role=alert]").count(), 0);
    await form.locator("[name=name]").fill("Grace");
    await form.locator(".save").click();
    await shows(form.locator("p"), "saved");
    await tab.waitForFunction(() => document.querySelector<HTMLInputElement>("#settings [name=name]")!.value === "");
    assert.deepEqual(await held(form), ["", "", false, "rust", 0]);
    assert.equal(await tab.locator("#name").textContent(), "Grace");
  });

  test("of two submits in a queue the last one decides", async () => {
    const tab = await open(site, ["settings"]);
    const form = island(tab, "settings").locator("form");
    const { open: answer, opened } = gate();
    const update = site.actions.get("update_profile")!;
    site.actions.set("update_profile", async (call) => (await opened, update(call)));
    await form.locator("[name=name]").fill("Grace");
    await form.locator(".save").click();
    await form.locator("[name=name]").fill("x");
    await form.locator("[name=name]").press("Enter");
    answer();
    await shows(form.locator("p"), "is too short");
    await tab.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    assert.equal(await form.locator("[name=name]").inputValue(), "x");
    assert.equal(site.calls.length, 2);
  });

  test("of two forms only the refused one keeps what was typed", async () => {
    const tab = await open(site, ["settings", "ignoring"]);
    const [one, other] = [island(tab, "settings").locator("form"), island(tab, "ignoring").locator("form")];
    const { open: answer, opened } = gate();
    const update = site.actions.get("update_profile")!;
    site.actions.set("update_profile", async (call) => (await opened, update(call)));
    await one.locator("[name=note]").fill("a note");
    await one.locator("[name=name]").fill("x");
    await other.locator("[name=name]").fill("Grace");
    await one.locator(".save").click();
    await other.locator(".save").click();
    answer();
    await shows(one.locator("p"), "is too short");
    await shows(tab.locator("#name"), "Grace");
    await shows(other.locator(".save"), "Save");
    assert.equal(await one.locator("[name=note]").inputValue(), "a note");
    assert.equal(await other.locator("[name=name]").inputValue(), "Grace");
  });

  test("a button with an action of its own is guarded as well", async () => {
    const tab = await open(site, ["ignoring"]);
    const form = island(tab, "ignoring").locator("form");
    await form.locator("[name=name]").fill("somebody");
    await form.locator(".other").click();
    await tab.waitForSelector("[role=alert]");
    assert.deepEqual(await tab.locator("[role=alert]").allTextContents(), ["email is not known"]);
    assert.equal(await form.locator("[name=name]").inputValue(), "somebody");
    assert.equal(site.calls[0]!.action, "login");
  });

  test("a reset button resets, also after a refusal", async () => {
    const tab = await open(site, ["ignoring"]);
    const form = island(tab, "ignoring").locator("form");
    const field = form.locator("[name=name]");
    await field.fill("x");
    await form.locator(".save").click();
    await tab.waitForSelector("[role=alert]");
    assert.equal(await field.inputValue(), "x");
    await form.locator("[type=reset]").click();
    assert.equal(await field.inputValue(), "Ada");
  });

  test("after a success the form has the new value of the server", async () => {
    const tab = await open(site, ["ignoring"]);
    const form = island(tab, "ignoring").locator("form");
    await form.locator("[name=name]").fill("Hopper");
    await form.locator(".save").click();
    await shows(tab.locator("#name"), "Hopper");
    await shows(form.locator(".save"), "Save");
    assert.equal(await form.locator("[name=name]").inputValue(), "Hopper");
    assert.equal(await tab.locator("[role=alert]").count(), 0);
  });

  test("an island keeps its state when it gets other properties, comes and goes with the page", async () => {
    const tab = await open(site, ["counter", "ignoring"]);
    const button = island(tab, "counter").locator("button");
    await button.click();
    await button.click();
    const save = async (name: string) => {
      await island(tab, "ignoring").locator("[name=name]").fill(name);
      await island(tab, "ignoring").locator(".save").click();
      await shows(tab.locator("#name"), name);
    };
    state.shown = ["counter", "ignoring", "second"];
    await save("Grace");
    await shows(button, "Grace 2");
    await shows(island(tab, "second").locator("button"), "second 0");
    state.shown = ["ignoring", "second"];
    await save("Hopper");
    assert.equal(await island(tab, "counter").count(), 0);
    assert.equal(await island(tab, "second").locator("button").textContent(), "second 0");
    assert.deepEqual(site.complaints, []);
  });

  test("an island that is loaded later takes the place of the server's then", async () => {
    const tab = await open(site, ["late"]);
    await shows(island(tab, "late").locator("button"), "late 0");
    assert.equal(await island(tab, "late").locator("p").count(), 0);
  });

  test("an island that fails becomes the server's form again, and comes back with other properties", async () => {
    const tab = await open(site, ["bomb", "ignoring", "counter"]);
    const bomb = island(tab, "bomb");
    await shows(bomb.locator("p"), "alive: Ada");
    const form = island(tab, "ignoring").locator("form");
    await form.locator("[name=name]").fill("bomb");
    await form.locator(".save").click();
    await bomb.locator("form").waitFor();
    assert.deepEqual(site.complaints.splice(0), ["the island fails"]);
    await island(tab, "counter").locator("button").click();
    await shows(island(tab, "counter").locator("button"), "bomb 1");
    // It works.
    await bomb.locator("[name=name]").fill("Grace");
    await bomb.locator("button").click();
    await shows(bomb.locator("p"), "alive: Grace");
    assert.equal(site.calls.at(-1)!.mode, null);
    assert.deepEqual(site.complaints, []);
  });

  test("an island without a component stays as the server has rendered it", async () => {
    const tab = await open(site, []);
    site.body = () => site.island("Unknown", {}, "<p>the server's</p>");
    await tab.reload();
    await tab.waitForSelector("[data-mounted]");
    assert.equal(await island(tab, "unknown").locator("p").textContent(), "the server's");
    assert.deepEqual(site.complaints.splice(0), ["There is no island Unknown."]);
  });

  test("what is typed before React is there comes along, and so does the caret", async () => assert.deepEqual(await typedEarly(site), ["early", 4, true, true]));

  test("a reset by the app itself works after a refusal", async () => {
    const tab = await open(site, ["ignoring"]);
    const form = island(tab, "ignoring").locator("form");
    await form.locator("[name=name]").fill("x");
    await form.locator(".save").click();
    await tab.waitForSelector("[role=alert]");
    // React's own is over.
    await form.locator("[name=name]").fill("typed");
    await tab.evaluate(() => document.querySelector<HTMLFormElement>("#ignoring form")!.reset());
    assert.equal(await form.locator("[name=name]").inputValue(), "Ada");
  });
});

/** Types while the scripts are under way: the value, the caret, whether it has the focus, and the box. */
async function typedEarly(site: Site): Promise<unknown[]> {
  state = { solved: new Set(), name: "Ada", shown: ["settings"] };
  site.body = () => page(site);
  const tab = await site.open(browser, "/empty");
  const { open: load, opened } = gate();
  await tab.route("**/main.js", async (route) => (await opened, route.continue()));
  await tab.goto("/", { waitUntil: "commit" });
  const field = island(tab, "settings").locator("[name=name]");
  await field.fill("early");
  await field.press("ArrowLeft");
  await island(tab, "settings").locator("[name=news]").evaluate((box: HTMLInputElement) => (box.checked = true));
  load();
  await tab.waitForSelector("[data-mounted]");
  await tab.waitForSelector("#settings .save");
  return tab.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>("#settings [name=name]")!;
    return [field.value, field.selectionStart, field === document.activeElement, document.querySelector<HTMLInputElement>("#settings [name=news]")!.checked];
  });
}

// Controls: each shows what happens without a part, so that the tests above are known to look.

async function without(part: string, run: (site: Site) => Promise<void>): Promise<void> {
  const site = await Site.start({ entry: "react.tsx", without: part });
  try {
    await run(site);
  } finally {
    await site.stop();
  }
}

test("control: without the guard React empties a refused form", () =>
  without("reset", async (site) => {
    const tab = await open(site, ["settings", "ignoring"]);
    const form = island(tab, "settings").locator("form");
    await fill(form, "x");
    await form.locator(".save").click();
    await shows(form.locator("p"), "is too short");
    await tab.waitForFunction(() => document.querySelector<HTMLInputElement>("#settings [name=name]")!.value === "");
    assert.deepEqual(await held(form), ["", "", false, "rust", 0]);
    const other = island(tab, "ignoring").locator("form");
    await other.locator("[name=name]").fill("somebody");
    await other.locator(".other").click();
    await tab.waitForFunction(() => document.querySelector<HTMLInputElement>("#ignoring [name=name]")!.value === "Ada");
  }));

test("control: without the take-over nothing comes along", () => without("take-over", async (site) => assert.deepEqual(await typedEarly(site), ["", 0, false, false])));

test("control: without its sentence a failure is not seen", () =>
  without("unseen", async (site) => {
    const tab = await open(site, ["list"]);
    site.actions.set("toggle_solved", () => ({ status: 500, outcome: "failed", say: "Something went wrong." }));
    await island(tab, "list").locator("button").first().click();
    await tab.waitForFunction(() => (globalThis as { unseen?: number }).unseen === 1);
    assert.equal(await tab.locator("[role=alert]").count(), 0);
  }));
