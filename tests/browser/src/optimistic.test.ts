// What is shown before the answer is there, and what becomes of it.

import assert from "node:assert/strict";

import { isFocused, posts, text } from "./expect.ts";
import { brokenNetwork, fastNetwork, SlowNetwork, type HeldAnswer } from "./network.ts";
import { signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const ticks = (tab: Tab) => rows(tab).getByRole("button", { name: /^Solved: / });
const tickOf = (tab: Tab, id: string) => tab.page.locator(`#${id}`).getByRole("button", { name: /^Solved: / });
const idOf = async (tab: Tab, index: number) => (await rows(tab).nth(index).getAttribute("id"))!;
const pressed = (tab: Tab) => ticks(tab).evaluateAll((all) => all.map((tick) => tick.getAttribute("aria-pressed") === "true"));
const solvedCount = async (tab: Tab) => Number(await text(tab.page.locator("#solved-count")));
const pending = (tab: Tab) => tab.page.locator("[data-pb-optimistic='']");

/** The list as it is shown, without what tells of a failure. */
const list = (tab: Tab) =>
  tab.page.locator("main").evaluate((main) => {
    const copy = main.cloneNode(true) as Element;
    for (const box of copy.querySelectorAll(".pb-failure")) box.remove();
    return copy.innerHTML;
  });

/** Keeps a node to see later whether it is still the same. */
async function keep(tab: Tab, id: string): Promise<() => Promise<boolean>> {
  await tab.page.evaluate((id) => Object.assign(globalThis, { [id]: document.getElementById(id) }), id);
  return () =>
    tab.page.evaluate((id) => (globalThis as unknown as Record<string, unknown>)[id] === document.getElementById(id), id);
}

walks.enhanced("a tick is shown at once, and the very same row is confirmed", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await idOf(tab, 2);
  const isSame = await keep(tab, id);
  const network = await SlowNetwork.before(tab);
  await tickOf(tab, id).click();
  assert.deepEqual((await pressed(tab)).slice(0, 4), [false, false, true, false]);
  assert.equal(await solvedCount(tab), 1);
  assert.equal(await pending(tab).count(), 1, "the row is not confirmed yet");
  const answer = await network.answer();
  await tab.leave(() => answer.arrive());
  await settled(tab);
  assert.deepEqual((await pressed(tab)).slice(0, 4), [false, false, true, false]);
  assert.equal(await pending(tab).count(), 0);
  assert(await isSame(), "it is the same row");
  assert.equal(await solvedCount(tab), 1);
});

walks.enhanced("a tick that comes to nothing is taken back, and all is as it was", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await idOf(tab, 0);
  const isSame = await keep(tab, id);
  const before = await list(tab);
  const network = await SlowNetwork.before(tab);
  await tickOf(tab, id).click();
  const answer = await network.answer();
  assert.notEqual(await list(tab), before);
  await tab.leave(() => answer.getLost());
  await settled(tab);
  assert.equal(await list(tab), before);
  assert(await isSame(), "it is the same row");
  assert.equal(await solvedCount(tab), 0);
  await isFocused(tab, tickOf(tab, id), "the tick");
  const box = tab.page.locator(`#${id} .pb-failure`);
  assert.match(await text(box), /^There is no connection\. ?Try again$/);

  await fastNetwork(tab);
  await tab.press(box.getByRole("button", { name: "Try again" }));
  await settled(tab);
  assert.equal(await tickOf(tab, id).getAttribute("aria-pressed"), "true");
  assert.equal(await solvedCount(tab), 1);
  assert.equal(await box.count(), 0);
});

walks.enhanced("a tick that the server refuses is taken back", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const before = await list(tab);
  await tab.page.context().clearCookies();
  await tab.press(ticks(tab).nth(1));
  await settled(tab);
  assert.equal(await list(tab), before);
  await tab.isAskedToSignIn();
});

walks.enhanced("of three under way one fails, and only its tick is taken back", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const network = await SlowNetwork.before(tab);
  // Requests that are under way at once may run in any order, so each one has run before the next click.
  const answers: HeldAnswer[] = [];
  for (const index of [0, 1, 2]) {
    await ticks(tab).nth(index).click();
    answers.push(await network.answer());
  }
  assert.deepEqual((await pressed(tab)).slice(0, 4), [true, true, true, false]);
  await answers[1]!.getLost();
  await tab.page.locator(".pb-failure").waitFor();
  assert.deepEqual((await pressed(tab)).slice(0, 4), [true, false, true, false]);
  await answers[2]!.arrive();
  await answers[0]!.arrive();
  await fastNetwork(tab);
  await settled(tab);
  // It was run, and the next page of the server says so.
  assert.deepEqual((await pressed(tab)).slice(0, 4), [true, true, true, false]);
});

walks.enhanced("of two under way the one that got nowhere goes, and the other one stays", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const [first, second] = [await idOf(tab, 0), await idOf(tab, 1)];
  let isFirst = true;
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  await tab.page.route(/[?&]_action=/, async (route) => {
    if (isFirst) {
      isFirst = false;
      return route.abort("connectionrefused");
    }
    await isReleased;
    return route.continue();
  });
  await tickOf(tab, first).click();
  await tickOf(tab, second).click();
  await tab.page.locator(`#${first} .pb-failure`).waitFor();
  assert.deepEqual((await pressed(tab)).slice(0, 2), [false, true]);
  await tab.leave(async () => release());
  await settled(tab);
  assert.deepEqual((await pressed(tab)).slice(0, 2), [false, true]);
  assert(await tab.page.locator(`#${first} .pb-failure`).isVisible(), "the failed one still says so");
});

walks.enhanced("a second click before the answer does not take the tick back, one after it does", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await idOf(tab, 0);
  const before = posts(tab);
  const network = await SlowNetwork.before(tab);
  await tickOf(tab, id).click();
  const ticked = await network.answer();
  await tickOf(tab, id).click({ force: true });
  await ticked.arrive();
  await settled(tab);
  await fastNetwork(tab);
  assert.equal(await tickOf(tab, id).getAttribute("aria-pressed"), "true");
  assert.equal(posts(tab) - before, 1);
  await tab.press(tickOf(tab, id));
  assert.equal(await tickOf(tab, id).getAttribute("aria-pressed"), "false");
  await tab.page.reload();
  assert.equal(await tickOf(tab, id).getAttribute("aria-pressed"), "false");
});

walks.enhanced("on the dashboard a solved row keeps its node on the way into the other list", async (tab) => {
  await signUp(tab);
  await tab.goTo("/dashboard");
  const id = await idOf(tab, 0);
  const isSame = await keep(tab, id);
  const listOf = () => text(tab.page.locator("section", { has: tab.page.locator(`#${id}`) }).getByRole("heading"));
  const nextUp = await listOf();
  const network = await SlowNetwork.before(tab);
  await tickOf(tab, id).click();
  assert.equal(await tickOf(tab, id).getAttribute("aria-pressed"), "true");
  assert.equal(await solvedCount(tab), 1);
  const answer = await network.answer();
  await tab.leave(() => answer.arrive());
  await settled(tab);
  assert.notEqual(await listOf(), nextUp);
  assert(await isSame(), "it is the same row");
  assert.equal(await solvedCount(tab), 1);
  const ids = await rows(tab).evaluateAll((all) => all.map((row) => row.id));
  assert.equal(new Set(ids).size, ids.length, "no row is there twice");
});

walks.enhanced("a problem's badge and button change at once, and back", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.follow(rows(tab).first().getByRole("link"));
  const badge = tab.page.locator("#solved-badge");
  const before = await list(tab);
  const network = await SlowNetwork.before(tab);
  await tab.button("Mark as solved").click();
  assert.equal(await text(badge), "\u2713 Solved");
  assert(await tab.button("Not solved after all").isVisible());
  const isSame = await keep(tab, "solved-badge");
  const solved = await network.answer();
  await tab.leave(() => solved.arrive());
  await settled(tab);
  assert(await isSame(), "the badge is the one that was shown at once");
  await isFocused(tab, tab.button("Not solved after all"), "the button that was pressed");

  await tab.button("Not solved after all").click();
  assert.equal(await badge.count(), 0);
  const failed = await network.answer();
  await tab.leave(() => failed.getLost());
  await settled(tab);
  assert(await isSame(), "the badge that comes back is the same");
  assert(await tab.button("Not solved after all").isVisible());
  await fastNetwork(tab);
  await tab.page.reload();
  assert.equal(await list(tab), before, "it was run, as the next page shows");
});

walks.enhanced("what is shown at once stays over the page of another action", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const [slow, quick] = [await idOf(tab, 0), await idOf(tab, 4)];
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  let isFirst = true;
  await tab.page.route(/[?&]_action=/, async (route) => {
    const waits = isFirst;
    isFirst = false;
    // This one does not even get to the server for a while.
    if (waits) await isReleased;
    return route.continue();
  });
  await tickOf(tab, slow).click();
  await tab.press(tickOf(tab, quick));
  assert.equal(await pending(tab).count(), 1);
  assert.equal(await tickOf(tab, slow).getAttribute("aria-pressed"), "true");
  assert.equal(await tickOf(tab, quick).getAttribute("aria-pressed"), "true");
  await tab.leave(async () => release());
  await settled(tab);
  assert.equal(await solvedCount(tab), 2);
  await tab.page.reload();
  assert.equal(await solvedCount(tab), 2);
});

walks.enhanced("offline, ticks one after the other all come back, each with a way to try again", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await brokenNetwork(tab);
  for (const index of [0, 1, 2]) await tab.press(ticks(tab).nth(index));
  await settled(tab);
  assert.equal((await pressed(tab)).includes(true), false);
  assert.equal(await tab.page.locator(".pb-failure").count(), 3);
  await fastNetwork(tab);
  for (const index of [0, 1, 2]) {
    await tab.press(rows(tab).nth(index).getByRole("button", { name: "Try again" }));
    await settled(tab);
  }
  assert.deepEqual((await pressed(tab)).slice(0, 4), [true, true, true, false]);
  assert.equal(await solvedCount(tab), 3);
  assert.equal(await tab.page.locator(".pb-failure").count(), 0);
});
