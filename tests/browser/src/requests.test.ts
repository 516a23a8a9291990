// What goes over the wire with JavaScript, and that no answer takes the page back.

import assert from "node:assert/strict";

import { count, DRAFT, write } from "./drafts.ts";
import { fieldsHold, noticeSays, posts, text } from "./expect.ts";
import { fastNetwork, SlowNetwork } from "./network.ts";
import { signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const ticks = (tab: Tab) => rows(tab).getByRole("button");
const isPressed = async (tab: Tab, index: number) =>
  (await ticks(tab).nth(index).getAttribute("aria-pressed")) === "true";

walks.enhanced("a submit is one POST and one answer, whatever comes of it", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.press(ticks(tab).first());
  await tab.goTo("/settings");
  await tab.press("Save profile");
  await tab.fill({ Name: "x" });
  assert.equal(await tab.pressUnchecked("Save profile"), 422);
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "One way and back" });
  await tab.press("Add problem");
  const path = tab.path;
  await tab.button("Delete").first().click();
  await tab.press(tab.page.locator("[popover]:popover-open").getByRole("button", { name: "Delete" }));
  await noticeSays(tab, "\u201cOne way and back\u201d is deleted.");
  await tab.press("Sign out");
  await noticeSays(tab, "You are signed out.");

  assert.deepEqual(
    tab.visits.map((visit) => visit.replace(/\?.*/, "")),
    [
      "GET /signup",
      "POST /signup",
      "GET /problems",
      "POST /problems",
      "GET /settings",
      "POST /settings",
      "POST /settings",
      "GET /problems/new",
      "POST /problems/new",
      `POST ${path}`,
      "POST /problems",
    ],
  );
  assert.equal(tab.loads, 4, "only those are loaded that were gone to");
  assert.deepEqual(tab.refreshes, [], "nothing is asked for that an answer has brought");
  assert.equal(new Set(tab.ids).size, posts(tab), "each has an id of its own");
});

walks.enhanced("a double click is one submit, and so is Enter twice", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  const network = await SlowNetwork.before(tab);
  const before = posts(tab);
  await tab.button("Save profile").dblclick();
  const saved = await network.answer();
  await tab.leave(() => saved.arrive());
  await settled(tab);
  assert.equal(posts(tab) - before, 1);

  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "Entered twice in a hurry" });
  await tab.field("Title").press("Enter");
  await tab.field("Title").press("Enter");
  const added = await network.answer();
  await tab.leave(() => added.arrive());
  assert.equal(posts(tab) - before, 2);
  await fastNetwork(tab);
  assert.equal(await count(tab, "Entered twice in a hurry"), 1);
});

walks.enhanced("a page that is shown already is not sent again", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.press("Save profile");
  await settled(tab);
  assert((await tab.source()).length > 0, "the first time it says that it is saved");
  await tab.press("Save profile");
  await settled(tab);
  assert.equal(await tab.source(), "");
  assert(await tab.page.getByRole("status").filter({ hasText: "Saved" }).isVisible(), "it still says so");
  assert.equal(await tab.page.locator("[aria-disabled]").count(), 0);
  await tab.fill({ Name: "Another Name" });
  await tab.press("Save profile");
  assert.match(await text(tab.page.getByRole("status").filter({ hasText: "Saved" })), /Another Name/);
});

walks.enhanced("what is typed while the answer is on its way stays, and what was sent follows the server", async (tab) => {
  const { email } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "  Grace Hopper  " });
  const network = await SlowNetwork.before(tab);
  await tab.button("Save profile").click();
  const answer = await network.answer();
  await tab.fill({ "E-mail": "not saved yet", "Current password": "half of i" });
  await tab.leave(() => answer.arrive());
  await settled(tab);
  assert.match(await text(tab.page.getByRole("status").filter({ hasText: "Saved" })), /Grace Hopper/);
  await fieldsHold(tab, { Name: "Grace Hopper", "E-mail": "not saved yet", "Current password": "half of i" });
  await tab.page.reload();
  await fieldsHold(tab, { Name: "Grace Hopper", "E-mail": email });
});

walks.enhanced("what is typed into a form stays when its first submit comes back with a fault", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "No", Question: "Short" });
  const network = await SlowNetwork.before(tab);
  await tab.button("Add problem").evaluate((button: HTMLButtonElement) => (button.form!.noValidate = true));
  await tab.button("Add problem").click();
  const answer = await network.answer();
  await tab.fill({ Question: "It is long enough by now, is it not?" });
  await tab.leave(() => answer.arrive());
  assert.equal(tab.status, 422);
  await fieldsHold(tab, { Title: "No", Question: "It is long enough by now, is it not?", Level: "Hard" });
});

walks.enhanced("what was opened stays open, and what was typed elsewhere stays typed", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.fill({ Title: "half a wor", Topic: "Rust" });
  await tab.press(ticks(tab).nth(1));
  await settled(tab);
  await fieldsHold(tab, { Title: "half a wor", Topic: "Rust" });
  await tab.follow(rows(tab).first().getByRole("link"));
  const answer = tab.page.locator("details");
  await answer.locator("summary").click();
  await tab.press("Mark as solved");
  await settled(tab);
  assert.equal(await answer.evaluate((details: HTMLDetailsElement) => details.open), true);
});

walks.enhanced("answers in any order never take a tick back", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.page.evaluate(() => {
    const state = () => [...document.querySelectorAll("li .tick")].map((tick) => tick.getAttribute("aria-pressed"));
    let shown = state();
    const wentBack: string[] = [];
    Object.assign(globalThis, { wentBack });
    new MutationObserver(() => {
      const now = state();
      const was = shown;
      shown = now;
      if (was.some((pressed, index) => pressed === "true" && now[index] !== "true")) wentBack.push(`${was} became ${now}`);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  const network = await SlowNetwork.before(tab);
  for (let index = 0; index < 5; index += 1) await ticks(tab).nth(index).click();
  const answers = await network.answers(5);
  for (const index of [4, 1, 3, 0, 2]) {
    await answers[index]!.arrive();
    await tab.page.waitForTimeout(50);
  }
  await fastNetwork(tab);
  await settled(tab);
  assert.deepEqual(await tab.page.evaluate("wentBack"), []);
  for (const again of [false, true]) {
    if (again) await tab.page.reload();
    for (let index = 0; index < 6; index += 1) assert.equal(await isPressed(tab, index), index < 5, `tick ${index}`);
  }
});

walks.enhanced("an answer that was overtaken by a newer page does not come over it", async (tab) => {
  const { name } = await signUp(tab);
  await tab.goTo("/problems");
  const shownName = () => text(tab.page.locator(".who span").last());
  assert.equal(await shownName(), name);
  const network = await SlowNetwork.before(tab);
  await ticks(tab).nth(0).click();
  const old = await network.answer();

  const other = await tab.another();
  await other.goTo("/settings");
  await other.fill({ Name: "Somebody Newer" });
  assert.equal(await other.press("Save profile"), 200);

  await ticks(tab).nth(1).click();
  const newer = await network.answer();
  await tab.leave(() => newer.arrive());
  assert.equal(await shownName(), "Somebody Newer");
  await old.arrive();
  await settled(tab);
  assert.equal(await shownName(), "Somebody Newer");
  assert.deepEqual([await isPressed(tab, 0), await isPressed(tab, 1)], [true, true]);
  await tab.page.waitForTimeout(300);
  assert(tab.refreshes.length <= 1, `it is asked for once at most, not ${tab.refreshes}`);
});

walks.enhanced("whoever leaves right after a click has still done it", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await rows(tab).nth(3).getAttribute("id");
  await tab.page.evaluate((id) => {
    document.querySelector<HTMLButtonElement>(`#${id} button`)!.click();
    location.href = "/dashboard";
  }, id);
  await tab.page.waitForURL("**/dashboard");
  const tick = tab.page.locator(`#${id}`).getByRole("button");
  for (let wait = 0; wait < 20; wait += 1) {
    await tab.goTo("/problems");
    if ((await tick.getAttribute("aria-pressed")) === "true") return;
    await tab.page.waitForTimeout(100);
  }
  assert.fail("the tick is lost");
});

walks.enhanced("an answer for a page that was left does not bring it back", async (tab) => {
  await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Left too early" });
  const network = await SlowNetwork.before(tab);
  await tab.button("Mark as solved").click();
  const answer = await network.answer();
  await tab.travel(-1);
  assert.equal(tab.path, "/problems/new");
  await answer.arrive();
  await tab.page.waitForTimeout(300);
  assert.equal(tab.path, "/problems/new");
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), "Write a problem");
  await fastNetwork(tab);
  await tab.goTo(path);
  assert(await tab.page.getByText("\u2713 Solved").isVisible());
});
