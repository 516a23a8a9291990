// One whole visit by keyboard.

import assert from "node:assert/strict";

import { isFocused, noticeSays, text } from "./expect.ts";
import { DEMO } from "./people.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

/** No page has so many stops. */
const MOST_STOPS = 80;

/** What a screen reader would call the element that has the focus, and whether it can be seen.
 * Nothing where the keyboard leaves the page, to begin anew at its top: with JavaScript the page that
 * follows a form is read from its heading on. */
async function focused(tab: Tab): Promise<{ name: string; ring: boolean } | undefined> {
  return tab.page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    if (element === document.body) return undefined;
    const label = (element as HTMLInputElement).labels?.[0]?.textContent;
    const style = getComputedStyle(element);
    return {
      name: (label ?? element.textContent ?? "").replaceAll(/\s+/g, " ").trim(),
      ring: style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
  });
}

/** Presses Tab until something of this name has the focus; every stop on the way is visible. */
async function tabTo(tab: Tab, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < MOST_STOPS; presses += 1) {
    await tab.page.keyboard.press("Tab");
    const stop = await focused(tab);
    if (!stop) continue;
    const { name: here, ring } = stop;
    assert(ring, `one can see that \u201c${here}\u201d has the focus`);
    if (typeof name === "string" ? here === name : name.test(here)) return;
    passed.push(here);
  }
  assert.fail(`Tab does not lead to ${name}, but to ${passed.join(", ")}`);
}

const enter = (tab: Tab) => tab.leave(() => tab.page.keyboard.press("Enter"));

walks.walk("everything from signing in to deleting can be done by keyboard", async (tab) => {
  await tab.goTo("/login");
  await tabTo(tab, "Skip to the content");
  await tab.page.keyboard.press("Enter");
  await isFocused(tab, tab.page.locator("main"), "the content");

  await tabTo(tab, "E-mail");
  await tab.page.keyboard.type(DEMO.email);
  await tabTo(tab, "Password");
  await tab.page.keyboard.type("wrong");
  assert.equal(await enter(tab), 422);
  assert.equal(await text(tab.page.getByRole("alert")), "Wrong e-mail or password.");
  if ((await focused(tab))?.name !== "Password") await tabTo(tab, "Password");
  await tab.page.keyboard.type(DEMO.password);
  assert.equal(await enter(tab), 200);
  assert.equal(tab.path, "/dashboard");

  await tabTo(tab, "Problems");
  await enter(tab);
  await tabTo(tab, "Write a problem");
  await enter(tab);
  await tabTo(tab, "Title");
  await tab.page.keyboard.type("Hm?");
  await tabTo(tab, "Topic");
  await tab.page.keyboard.type("Net");
  await tabTo(tab, "Level");
  await tab.page.keyboard.type("Med");
  await tabTo(tab, "Question");
  await tab.page.keyboard.type("Can a mouse be done without?");
  // The browser does not let go of a title that is too short, and leads to it.
  await tabTo(tab, "Add problem");
  await tab.page.keyboard.press("Enter");
  await isFocused(tab, tab.field("Title"), "the field that is too short");
  await tab.page.keyboard.press("End");
  await tab.page.keyboard.type(" By keyboard");
  await tabTo(tab, "Add problem");
  assert.equal(await enter(tab), 200);
  await noticeSays(tab, "Your problem is online.");
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), "Hm? By keyboard");

  await tabTo(tab, "Mark as solved");
  assert.equal(await enter(tab), 200);
  await tabTo(tab, "Delete");
  await tab.page.keyboard.press("Enter");
  const popover = tab.page.locator("[popover]:popover-open");
  await popover.waitFor();
  await tab.page.keyboard.press("Escape");
  await popover.waitFor({ state: "hidden" });
  assert.equal((await focused(tab))?.name, "Delete", "a no leads back to the button");
  await tab.page.keyboard.press("Enter");
  await popover.waitFor();
  await isFocused(tab, popover.getByRole("button", { name: "Cancel" }), "what a hasty Enter presses");
  await tab.page.keyboard.press("Shift+Tab");
  await isFocused(tab, popover.getByRole("button", { name: "Delete" }), "the button before it");
  assert.equal(await enter(tab), 200);
  await noticeSays(tab, "\u201cHm? By keyboard\u201d is deleted.");

  await tabTo(tab, "Sign out");
  assert.equal(await enter(tab), 200);
  assert.equal(tab.path, "/");
});
