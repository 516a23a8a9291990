// Accidents that are nobody's fault: another page, another form, Back, a reload, typing on. Nothing that was
// typed goes astray, nor to where it does not belong, and nothing is read that is not so. With JavaScript
// off a browser shows what it does by itself.

import assert from "node:assert/strict";
import { after } from "node:test";

import { ACCIDENTS, type Found } from "./accidents.ts";
import { fieldsHold, noticeSays, text } from "./expect.ts";
import type { Tab } from "./tab.ts";
import { effects, enter, held, holds, isBookedOnce, NOTHING, nothingIsBooked, read, TRIP } from "./trips.ts";
import { Walks } from "./walk.ts";
import { World } from "./world.ts";

const walks = new Walks({ app: "TRIPS" });
after(() => World.closeWays());

const offer = (tab: Tab) => tab.page.locator(".pb-draft");

/** Somebody who is signed in; `isEnhanced` where it happens only with JavaScript. */
function accident(name: string, steps: (world: World) => Promise<void>, { isEnhanced = false } = {}): void {
  const walk = async () => {
    const world = await World.enter(walks);
    try {
      await steps(world);
    } finally {
      await world.end();
    }
  };
  if (isEnhanced) walks.enhanced(name, walk);
  else walks.walk(name, walk);
}

/** All of it is in the form, or is after a click. */
async function isThere(tab: Tab, { without, offers, says }: Found, typed: Record<string, string>): Promise<void> {
  const entered = { ...TRIP, ...typed };
  if (says) assert.match(await read(tab), says);
  if (offers) {
    await offer(tab).waitFor();
    assert.match(await text(offer(tab)), /^What you entered here earlier was kept\./);
    await offer(tab).getByRole("button", { name: "Restore" }).click();
    await holds(tab, entered, offers);
  } else {
    await holds(tab, entered, without);
    assert.equal(await offer(tab).count(), 0, "nothing is offered that is there");
  }
}

for (const { name, at, happens, typed, finds, isDone } of ACCIDENTS) {
  accident(`what was typed outlives ${name}`, async (world) => {
    const { tab, site, person } = world;
    await tab.goTo("/trips/new");
    await enter(tab, { ...TRIP, ...at });
    await happens(world);
    const found = (!tab.hasScripts && finds.off) || finds.on;
    await isThere(tab, found, { ...at, ...typed });
    if (isDone) return isBookedOnce(site, person);
    await nothingIsBooked(site, person);
    const again = [...(found.offers ?? found.without), ...Object.keys(at ?? {})];
    await enter(tab, Object.fromEntries(again.map((name) => [name, TRIP[name]!])));
    assert.equal(await tab.press(found.button ?? "Book"), 200, await read(tab));
    await noticeSays(tab, "Your trip is booked.");
    await isBookedOnce(site, person, typed?.["plan"] ? { Plan: typed["plan"] } : {});
  }, { isEnhanced: !finds.off });
}

accident("an unsent note stays with the trip that it is about", async (world) => {
  const { tab } = world;
  const first = await world.book();
  await world.book();
  await tab.goTo(first);
  await tab.fill({ Note: "Bring the map" });
  assert.equal(await tab.press("Next"), 200);
  assert.notEqual(tab.path, first);
  await fieldsHold(tab, { Note: "" });
  assert.equal(await offer(tab).count(), 0, "nothing of another page is offered");

  await tab.travel(-1);
  assert.equal(tab.path, first);
  if (tab.hasScripts) await offer(tab).getByRole("button", { name: "Restore" }).click();
  await fieldsHold(tab, { Note: "Bring the map" });
});

accident("a form for another one is empty", async ({ tab, site, person }) => {
  await tab.goTo("/trips/new");
  await enter(tab, TRIP);
  assert.equal(await tab.press("Book and add another"), 200);
  await noticeSays(tab, "Your trip is booked. Here is room for another.");
  assert.equal(tab.path, "/trips/new");
  assert.deepEqual(await held(tab), NOTHING);
  assert.equal(await offer(tab).count(), 0);
  await isBookedOnce(site, person);

  await enter(tab, { ...TRIP, name: "Another one" });
  assert.equal(await tab.press("Book"), 200);
  assert.equal((await effects(site, person)).length, 2);
});

accident("Back never shows the time before what was done", async (world) => {
  const { tab } = world;
  const trips = () => tab.page.getByRole("main").getByRole("listitem").count();
  await tab.goTo("/");
  assert.equal(await trips(), 0);
  await tab.follow("New trip");
  await enter(tab, TRIP);
  assert.equal(await tab.press("Book"), 200);
  await tab.travel(-1);
  assert.equal(tab.path, "/trips/new");
  await tab.page.goBack();
  // The page says that it may be shown again, and a browser does that until it is reloaded.
  if (!tab.hasScripts) await tab.page.reload();
  await tab.page.getByRole("main").getByRole("listitem").waitFor();
  assert.equal(tab.path, "/");
  assert.equal(await trips(), 1);
});

accident("after signing out Back shows nothing of what was there", async ({ tab, person }) => {
  await tab.goTo("/account");
  assert.equal(await tab.press("Sign out"), 200);
  await noticeSays(tab, "You are signed out.");
  await Promise.all([tab.page.waitForURL(/\/sign-in\?next=/), tab.page.evaluate(() => history.back())]);
  assert(!(await read(tab)).includes(person));
});

accident("what was refused stays while another form succeeds", async (world) => {
  const { tab } = world;
  await world.book();
  await tab.fill({ Note: "no" });
  assert.equal(await tab.pressUnchecked("Add note"), 422);
  const [path] = tab.path.split("?");
  assert.equal(await tab.press("Star"), 200);
  await noticeSays(tab, "It has one more star.");
  assert.match(await read(tab), /\b1 stars\b/);
  // Without JavaScript the page is another one, and the one before is behind it.
  if (!tab.hasScripts) await tab.page.goBack();
  await fieldsHold(tab, { Note: "no" });
  await tab.fill({ Note: "no rain" });
  assert.equal(await tab.press("Add note"), 200);
  assert.equal(tab.path, path);
  await fieldsHold(tab, { Note: "" });
});

accident("what one person has typed is not offered to the next one", async ({ tab, site }) => {
  await tab.goTo("/trips/new");
  await enter(tab, TRIP);
  assert.equal(await tab.press("Sign out"), 200);
  await tab.fill({ Person: "Somebody else" });
  assert.equal(await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" })), 200);
  await tab.goTo("/trips/new");
  assert.equal(await offer(tab).count(), 0);
  assert.deepEqual(await held(tab), NOTHING);
  await nothingIsBooked(site, "Somebody else");
});
