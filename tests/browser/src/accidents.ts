// What happens to a person who is at a form, which nobody and nothing has refused: what stands in the form
// afterwards, and what a person reads.

import assert from "node:assert/strict";

import { enter, FORGOTTEN, SECRET, signInAs, TRIP, type Entered } from "./trips.ts";
import type { World } from "./world.ts";

export interface Found {
  /** What the form has not kept by itself, nor the browser put back into it. */
  without: string[];
  /** It is offered, and one more click puts it back, but for these. */
  offers?: string[];
  /** What is read. */
  says?: RegExp;
  /** The button that is pressed then. */
  button?: string;
}

export interface Accident {
  /** As a test's name: "what was typed outlives ..". */
  name: string;
  /** What is entered in place of what is sent in the end. */
  at?: Entered;
  happens(world: World): Promise<unknown>;
  /** What stands there then: this in place of what was entered. */
  typed?: Entered;
  /** Without JavaScript the next page comes, whoever is typing. */
  finds: { off?: Found; on: Found };
  /** It is done already. */
  isDone?: boolean;
}

const MORE = "\n\nThird day: home.";
const LONGER = `${TRIP["plan"]}${MORE}`;

async function offline({ tab }: World, isOffline: boolean): Promise<void> {
  await tab.page.context().setOffline(isOffline);
}

async function refusedAndBack({ tab }: World): Promise<void> {
  await tab.pressUnchecked("Book");
  await enter(tab, Object.fromEntries(FORGOTTEN.map((name) => [name, TRIP[name]!])));
  await tab.follow("Account");
  await tab.page.goBack();
}

/** What Chromium puts back by itself, of a page to which somebody goes back. */
const BY_BROWSER: Found = { without: SECRET };
const NOTHING_LEFT: Found = { without: Object.keys(TRIP) };

export const ACCIDENTS: Accident[] = [
  {
    name: "a refusal, a link and Back",
    at: { name: "ab" },
    happens: refusedAndBack,
    finds: { off: BY_BROWSER, on: BY_BROWSER },
  },
  {
    name: "a refusal, a link and Back, without drafts",
    at: { name: "ab" },
    happens: async (world) => {
      await world.tab.page.evaluate(() => document.querySelector("[data-pb-draft]:has([name=plan])")!.removeAttribute("data-pb-draft"));
      await refusedAndBack(world);
    },
    finds: { off: BY_BROWSER, on: BY_BROWSER },
  },
  {
    name: "no connection, and a change before it is sent again",
    happens: async (world) => {
      const { tab } = world;
      await offline(world, true);
      await world.pressInVain("Book");
      if (!tab.hasScripts) await tab.page.goBack();
      await enter(tab, { plan: LONGER });
      await offline(world, false);
    },
    typed: { plan: LONGER },
    finds: { off: BY_BROWSER, on: { without: [], button: "Try again", says: /There is no connection\. What you entered is still here\./ } },
  },
  {
    name: "typing on while a refusal arrives",
    at: { name: "ab" },
    happens: async (world) => {
      const { tab } = world;
      await tab.button("Book").evaluate((button: HTMLButtonElement) => (button.form!.noValidate = true));
      await world.typeOn("Book", "plan", MORE);
    },
    typed: { plan: LONGER },
    finds: { on: { without: SECRET, says: /must have at least 3 characters/ } },
  },
  {
    name: "typing on while it succeeds",
    happens: async (world) => {
      const { tab } = world;
      await world.typeOn("Book", "plan", MORE);
      // What is done is the server's; what came after it is still there.
      await tab.page.waitForFunction(() => document.querySelector<HTMLInputElement>("[name=name]")!.value === "");
    },
    typed: { plan: LONGER },
    finds: { on: { without: Object.keys(TRIP).filter((name) => name !== "plan"), says: /This was done\./ } },
    isDone: true,
  },
  {
    name: "a reload",
    happens: ({ tab }) => tab.page.reload(),
    finds: { off: NOTHING_LEFT, on: { ...NOTHING_LEFT, offers: FORGOTTEN } },
  },
  {
    name: "a link and Back",
    happens: async ({ tab }) => {
      await tab.follow("Account");
      await tab.page.goBack();
    },
    finds: { off: BY_BROWSER, on: BY_BROWSER },
  },
  {
    name: "a link, Back, Forward, and Back again",
    happens: async ({ tab }) => {
      await tab.follow("Account");
      await tab.page.goBack();
      await tab.page.goForward();
      await tab.page.goBack();
    },
    finds: { off: BY_BROWSER, on: BY_BROWSER },
  },
  {
    name: "the end of the session, a change, and signing in beside it",
    happens: async (world) => {
      const { tab, person } = world;
      await world.signOutBeside();
      assert.equal(await tab.press("Book"), 401);
      if (!tab.hasScripts) await tab.page.goBack();
      await enter(tab, { plan: LONGER });
      await signInAs(await tab.another(), person);
    },
    typed: { plan: LONGER },
    finds: { off: BY_BROWSER, on: { without: [], button: "Try again", says: /sign in first\. What you entered is still here\./i } },
  },
  {
    name: "signing in again in the same tab",
    happens: async (world) => {
      const { tab, person } = world;
      await world.signOutBeside();
      await tab.follow("Account");
      await signInAs(tab, person, tab.path);
      if (tab.hasScripts) await tab.goTo("/trips/new");
      // It is behind the sign-in page.
      else for (let back = 0; back < 4 && tab.path !== "/trips/new"; back += 1) await tab.page.goBack();
    },
    finds: { off: BY_BROWSER, on: { ...NOTHING_LEFT, offers: FORGOTTEN } },
  },
];
