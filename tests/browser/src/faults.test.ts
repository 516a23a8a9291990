// What was typed outlives everything that can go wrong: all of it is kept, one click is left to do, what is
// read is true, and it is done once.

import assert from "node:assert/strict";
import { after } from "node:test";

import { noticeSays, text } from "./expect.ts";
import { EDITS, FAULTS, LIES, type Fault } from "./faults.ts";
import type { Tab } from "./tab.ts";
import { effects, enter, FORGOTTEN, holds, isBookedOnce, nothingIsBooked, read, SECRET, TRIP, type Entered } from "./trips.ts";
import { Walks } from "./walk.ts";
import { World } from "./world.ts";

const walks = new Walks({ app: "TRIPS" });
after(() => World.closeWays());

const box = (tab: Tab) => tab.page.locator(".pb-failure");
const of = <T>({ hasScripts }: Tab, both: { off: T; on: T }): T => (hasScripts ? both.on : both.off);

/** What somebody enters into the form of a trip that they have booked. */
const CHANGED = { plan: "Another plan" };
const isEdit = ({ edits, button }: Fault): boolean => !!edits && button === "Save";

/** The form is filled in, the button is pressed, and what can go wrong has gone wrong. */
async function goesWrong(world: World, fault: Fault): Promise<Entered> {
  const { tab } = world;
  const { ending, at = "/trips/new", button = "Book", wrong = {} } = fault;
  await tab.goTo(at.includes("{own}") ? at.replace("/trips/{own}", await world.book()) : at);
  const entered = { ...TRIP, ...(isEdit(fault) && CHANGED), ...wrong };
  await enter(tab, entered);
  // What the browser itself would say is none of the server's.
  await tab.button(button).evaluate((button: HTMLButtonElement) => (button.form!.noValidate = true));
  await fault.before?.(world);
  const isAnswered = ending !== "nothing";
  const press = isAnswered ? tab.press(button) : world.pressInVain(button);
  await Promise.all([press, fault.meanwhile?.(world)]);
  if (isAnswered) assert.equal(tab.status, fault.status);
  return entered;
}

/** What is read is what has happened. */
async function tells(tab: Tab, fault: Fault): Promise<void> {
  const says = fault.says instanceof RegExp ? fault.says : of(tab, fault.says);
  // A browser's own page is the browser's own business.
  if (!says) return;
  const isBox = tab.hasScripts && (await box(tab).count()) > 0;
  assert.match(isBox ? await text(box(tab).locator("p")) : await read(tab), says);
  await isNoLie(tab, fault);
}

async function isNoLie(tab: Tab, { isDone }: Fault): Promise<void> {
  assert.doesNotMatch(await read(tab), isDone ? LIES.done : LIES.notDone);
}

/** All of it, and a file that is not there any more is asked for. */
async function keeps(tab: Tab, entered: Entered, forgotten: string[]): Promise<void> {
  await holds(tab, entered, forgotten);
  if (forgotten.includes("ticket")) assert.match(await read(tab), /must be chosen again|must be a PNG|must be at most/);
}

/** Enters what the page could not keep, and corrects what was wrong. */
async function completes(tab: Tab, fault: Fault, forgotten: string[]): Promise<void> {
  const names = [...forgotten, ...Object.keys(fault.wrong ?? {})];
  await enter(tab, Object.fromEntries(names.map((name) => [name, TRIP[name]!])));
}

async function isDoneOnce({ tab, site, person }: World, fault: Fault): Promise<void> {
  assert.equal(tab.status, 200, await read(tab));
  await noticeSays(tab, isEdit(fault) ? "Saved." : "Your trip is booked.");
  if (!isEdit(fault)) return isBookedOnce(site, person);
  // A browser by itself sends it again, which changes nothing but the count, and may do so unasked.
  const [trip] = await effects(site, person);
  const saved = fault.isDone && !tab.hasScripts ? trip!.saved : 2;
  await isBookedOnce(site, person, { Plan: CHANGED.plan }, saved);
}

async function isNotDone({ site, person }: World, fault: Fault): Promise<void> {
  await (isEdit(fault) ? isBookedOnce : nothingIsBooked)(site, person);
}

/** The server cannot know whether it was done, and says so; the person looks, and sends it only if not. */
async function looks(world: World, fault: Fault): Promise<void> {
  const { tab, site, person } = world;
  assert.equal(tab.status, 409);
  assert.match(await read(tab), /check whether it was done/);
  await isNoLie(tab, fault);
  const forgotten = tab.hasScripts ? SECRET : FORGOTTEN;
  await keeps(tab, TRIP, forgotten);
  if (fault.isDone) return isBookedOnce(site, person);
  await nothingIsBooked(site, person);
  await completes(tab, fault, forgotten);
  await tab.press(fault.button ?? "Book");
  return isDoneOnce(world, fault);
}

/** The click that is left to do. */
async function lastClick(world: World, fault: Fault): Promise<void> {
  const { tab } = world;
  if (fault.ending === "nothing") await tab.press(tab.hasScripts ? box(tab).getByRole("button", { name: "Try again" }) : (fault.button ?? "Book"));
  else if (fault.ending === "signed out") await tab.press(tab.hasScripts ? "Try again" : "Send what I entered");
  else await tab.press(fault.then ?? fault.button ?? "Book");
}

for (const fault of [...FAULTS, ...EDITS]) {
  walks.walk(`what was typed outlives ${fault.name}`, async () => {
    const world = await World.enter(walks, fault.by);
    const { tab, site } = world;
    try {
      const entered = await goesWrong(world, fault);
      await tells(tab, fault);
      const forgotten = of(tab, fault.forgets);
      if (fault.ending === "list") return await isListed(world, entered);
      if (fault.ending === "nothing" && !tab.hasScripts) await tab.page.goBack();
      if (fault.ending !== "signed out" || tab.hasScripts) await keeps(tab, entered, forgotten);
      await fault.after?.(world);
      if (!fault.isDone) await isNotDone(world, fault);
      await completes(tab, fault, forgotten);
      await lastClick(world, fault);
      if (fault.asksToLook) await looks(world, fault);
      else await isDoneOnce(world, fault);
    } finally {
      await world.end();
      if (!site.isRunning || site.isAnotherBuild) await site.restart();
    }
  });
}

for (const fault of FAULTS.filter(({ ending, leadsOn }) => ending === "nothing" && !leadsOn)) {
  walks.plain(`a reload sends what was typed once more after ${fault.name}`, async () => {
    const world = await World.enter(walks, fault.by);
    try {
      await goesWrong(world, fault);
      await fault.after?.(world);
      await world.tab.leave(() => world.tab.page.reload());
      if (fault.asksToLook) await looks(world, fault);
      else await isDoneOnce(world, fault);
    } finally {
      await world.end();
      if (!world.site.isRunning) await world.site.restart();
    }
  });
}

/** It can be read, and copied. */
async function isListed({ tab, site, person }: World, entered: Entered): Promise<void> {
  await nothingIsBooked(site, person);
  const page = (await read(tab)).replaceAll(/\s+/g, " ");
  for (const [name, value] of Object.entries(entered)) {
    if (SECRET.includes(name) || name === "ticket") continue;
    assert(page.includes(value.replaceAll(/\s+/g, " ")), `${name} is listed: ${page}`);
  }
}
