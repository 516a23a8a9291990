// How the states look that there are only with JavaScript, and that everybody can use them.

import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { DRAFT, write } from "./drafts.ts";
import { pictures } from "./look.ts";
import { brokenNetwork, fastNetwork, SlowNetwork } from "./network.ts";
import { signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const ticks = (tab: Tab) => rows(tab).getByRole("button", { name: /^Solved: / });
const question = (tab: Tab) => tab.page.locator("[popover]:popover-open");

/** Presses a button and looks at the page while the answer is awaited, its label changed. */
async function lookAtWaiting(tab: Tab, button: Locator, label: RegExp | undefined, name: string): Promise<void> {
  const network = await SlowNetwork.before(tab);
  await button.click();
  const answer = await network.answer();
  if (label) await tab.page.locator("[aria-disabled=true]", { hasText: label }).waitFor();
  await pictures(tab, name);
  await tab.leave(() => answer.arrive());
  await fastNetwork(tab);
}

walks.enhanced("a form that waits says so", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "Ada Waiting", "E-mail": "waiting@example.org", Password: "correct horse battery" });
  await lookAtWaiting(tab, tab.button("Create account"), /\u2026$/, "signup-waiting");
  await tab.goTo("/settings");
  await lookAtWaiting(tab, tab.button("Save profile"), /Saving\u2026/, "settings-waiting");
});

walks.enhanced("a tick that is not confirmed", async (tab) => {
  await signUp(tab);
  await tab.goTo("/dashboard");
  await lookAtWaiting(tab, ticks(tab).first(), undefined, "dashboard-tick-unconfirmed");
  await tab.goTo("/problems");
  await lookAtWaiting(tab, ticks(tab).nth(1), undefined, "problems-tick-unconfirmed");
  await tab.follow(rows(tab).first().getByRole("link"));
  await lookAtWaiting(tab, tab.button("Mark as solved"), undefined, "problem-solved-unconfirmed");
});

walks.enhanced("what could not be sent", async (tab) => {
  await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Not to be deleted" });
  await brokenNetwork(tab);
  await tab.button("Delete").first().click();
  await tab.press(question(tab).getByRole("button", { name: "Delete" }));
  await pictures(tab, "own-problem-not-deleted");
  await tab.goTo(`${path}/edit`);
  await tab.press("Save");
  await pictures(tab, "edit-problem-not-sent");
  await tab.goTo("/problems");
  await tab.press(ticks(tab).nth(2));
  await tab.press(tab.button("Sign out"));
  await pictures(tab, "problems-not-sent");
});

walks.enhanced("a fault, and who has to sign in, as the runtime shows them", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "No", Question: "Short" });
  assert.equal(await tab.pressUnchecked("Add problem"), 422);
  await pictures(tab, "new-problem-with-errors-enhanced");
  await tab.page.context().clearCookies();
  await tab.fill({ Title: "Long enough", Question: "Is it long enough?" });
  await tab.press("Add problem");
  await pictures(tab, "new-problem-signed-out");
});

/** What moves, named by the element and the property. */
const moving = (tab: Tab) =>
  tab.page.evaluate(() =>
    document.getAnimations().map((animation) => {
      const target = (animation.effect as KeyframeEffect | null)?.target;
      return `${target?.localName}.${target?.getAttribute("class")}: ${(animation as CSSTransition).transitionProperty}`;
    }),
  );

/** Collects what moves in every frame until the work is done. */
async function movesDuring(tab: Tab, doing: () => Promise<unknown>): Promise<string[]> {
  await tab.page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    document.addEventListener("transitionrun", ({ target, propertyName }) =>
      seen.add(`${(target as Element).localName}: ${propertyName}`),
    );
    document.addEventListener("animationstart", ({ target, animationName }) =>
      seen.add(`${(target as Element).localName}: ${animationName}`),
    );
  });
  const during = async () => (await doing(), await moving(tab));
  const still = await during();
  return [...still, ...(await tab.page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]))];
}

walks.enhanced("nothing moves for those who do not want it, and something does for all others", async (tab) => {
  await signUp(tab);
  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    await tab.page.emulateMedia({ reducedMotion });
    await tab.goTo("/dashboard");
    const moved = await movesDuring(tab, async () => {
      const network = await SlowNetwork.before(tab);
      await ticks(tab).first().click();
      const answer = await network.answer();
      await tab.page.waitForTimeout(200);
      await tab.leave(() => answer.arrive());
      await settled(tab);
      await fastNetwork(tab);
      await brokenNetwork(tab);
      await tab.press(ticks(tab).first());
      await fastNetwork(tab);
    });
    if (reducedMotion === "reduce") assert.deepEqual(moved, []);
    else assert.notDeepEqual(moved, [], "this walk would see it");
  }
});
