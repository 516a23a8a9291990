// Where the focus is after an answer, and what a screen reader says, with JavaScript.

import assert from "node:assert/strict";

import { DRAFT, write } from "./drafts.ts";
import { fieldSays, isFocused, noticeSays, problemIs } from "./expect.ts";
import { fastNetwork, SlowNetwork } from "./network.ts";
import { DEMO, signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const signInButton = (tab: Tab) => tab.page.getByRole("main").getByRole("button", { name: "Sign in" });

walks.enhanced("a fault leads to its field, with its message, and is told", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "Ada", "E-mail": "nobody", Password: "short" });
  assert.equal(await tab.pressUnchecked("Create account"), 422);
  await isFocused(tab, tab.field("E-mail"), "the first faulty field");
  await fieldSays(tab, "E-mail", /e-mail/i);
  assert.deepEqual(tab.said, ["2 fields need your attention."]);

  await tab.fill({ "E-mail": "ada@example.org" });
  assert.equal(await tab.pressUnchecked("Create account"), 422);
  await isFocused(tab, tab.field("Password"), "the field that is still faulty");
  assert.deepEqual(tab.said, ["2 fields need your attention.", "1 field needs your attention."]);
});

walks.enhanced("a fault below the window is scrolled to", async (tab) => {
  await signUp(tab);
  await tab.page.setViewportSize({ width: 600, height: 400 });
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "No" });
  assert.equal(await tab.pressUnchecked("Add problem"), 422);
  await isFocused(tab, tab.field("Title"), "the faulty field");
  const box = await tab.field("Title").boundingBox();
  assert(box && box.y >= 0 && box.y + box.height <= 400, `it can be seen, not at ${box?.y}`);
});

walks.enhanced("what no field could say leads to the summary, and is told once", async (tab) => {
  await tab.goTo("/login");
  await tab.fill({ "E-mail": DEMO.email, Password: "wrong" });
  assert.equal(await tab.press(signInButton(tab)), 422);
  await problemIs(tab, /^Wrong e-mail or password\.$/);
  await isFocused(tab, tab.page.locator(".pb-summary"), "the summary");
  assert(tab.said.length <= 1, `it is an alert, so it is not said as well: ${tab.said}`);
});

walks.enhanced("a fault does not take the focus from somebody who is elsewhere by now", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "x" });
  const network = await SlowNetwork.before(tab);
  await tab.button("Save profile").evaluate((button: HTMLButtonElement) => (button.form!.noValidate = true));
  await tab.button("Save profile").click();
  const answer = await network.answer();
  await tab.field("Current password").focus();
  await tab.leave(() => answer.arrive());
  await fieldSays(tab, "Name", /at least 2/);
  await isFocused(tab, tab.field("Current password"), "where the user is");
});

walks.enhanced("when it went well the focus and the caret stay", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  tab.said.length = 0;
  await tab.fill({ Name: "Grace Hopper" });
  await tab.field("Name").evaluate((field: HTMLInputElement) => {
    field.focus();
    field.setSelectionRange(2, 5);
  });
  await tab.leave(() => tab.page.keyboard.press("Enter"));
  await settled(tab);
  await isFocused(tab, tab.field("Name"), "the field that Enter was pressed in");
  assert.deepEqual(
    await tab.field("Name").evaluate((field: HTMLInputElement) => [field.selectionStart, field.selectionEnd]),
    [2, 5],
  );
  await tab.press("Save profile");
  await isFocused(tab, tab.button("Save profile"), "the button that was pressed");
  assert.deepEqual(tab.said, [], "the page says the rest itself");
});

walks.enhanced("a tick keeps the focus, also where its row moves to another list", async (tab) => {
  await signUp(tab);
  for (const path of ["/problems", "/dashboard"]) {
    await tab.goTo(path);
    tab.said.length = 0;
    const id = await rows(tab).first().getAttribute("id");
    const tick = tab.page.locator(`#${id}`).getByRole("button");
    const network = await SlowNetwork.before(tab);
    await tick.focus();
    await tab.page.keyboard.press("Space");
    const answer = await network.answer();
    await isFocused(tab, tick, `the tick at ${path}, while it waits`);
    await tab.leave(() => answer.arrive());
    await settled(tab);
    await isFocused(tab, tick, `the tick at ${path}`);
    assert.deepEqual(tab.said, [], "nothing is said: the button's own state is");
    await fastNetwork(tab);
  }
});

walks.enhanced("another page is told by its title, and read from its heading on", async (tab) => {
  await signUp(tab);
  await write(tab, { ...DRAFT, Title: "Told by its title" });
  await noticeSays(tab, "Your problem is online.");
  await isFocused(tab, tab.page.getByRole("heading", { level: 1 }), "the heading");
  assert.equal(tab.said.at(-1), "Told by its title \u00b7 itlead");
  // From there the keyboard goes on to what follows.
  await tab.page.keyboard.press("Tab");
  const next = await tab.page.evaluate(() => {
    const heading = document.querySelector("h1")!;
    const { activeElement } = document;
    return !!activeElement && !!(heading.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert(next, "Tab leads to what follows the heading");
});

walks.enhanced("a failure is an alert, and its button can be reached by keyboard", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "By keyboard" });
  await tab.page.context().setOffline(true);
  await tab.field("Title").focus();
  await tab.leave(() => tab.page.keyboard.press("Enter"));
  await isFocused(tab, tab.field("Title"), "where the user was");
  await problemIs(tab, /^There is no connection/);
  await tab.page.keyboard.press("Shift+Tab");
  await isFocused(tab, tab.button("Try again"), "the way on");
  // The connection is there again, and the browser has not noticed.
  await tab.page.evaluate(() => addEventListener("online", (event) => event.stopImmediatePropagation(), true));
  await tab.page.context().setOffline(false);
  assert.equal(await tab.leave(() => tab.page.keyboard.press("Enter")), 200);
  await noticeSays(tab, "Your problem is online.");
});
