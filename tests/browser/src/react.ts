// Islands of React, as walks look at them.

import type { Locator } from "playwright-core";

import type { Tab } from "./tab.ts";

export const island = (tab: Tab, name: string): Locator => tab.page.locator(`[data-pb-island=${name}]`);

export const shows = (place: Locator, text: string): Promise<void> => place.filter({ hasText: text }).waitFor();

export async function signIn(tab: Tab, password = "practice makes perfect"): Promise<void> {
  await tab.goTo("/login");
  if (tab.hasScripts) await island(tab, "Login").locator("form.fields").waitFor();
  await tab.fill({ "E-mail": "demo@example.com", Password: password });
  await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" }));
}

/** The server runs the next actions, but each answer waits until its own function is called. */
export async function hold(tab: Tab, count = 1): Promise<(() => Promise<void>)[]> {
  const held = Array.from({ length: count }, () => ({ answer: gate(), shown: gate() }));
  let at = 0;
  await tab.page.route(/[?&]_action=/, async (route) => {
    const one = held[at++];
    if (!one) return route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    await one.answer.opened;
    await route.fulfill({ response });
    one.shown.open();
  });
  return held.map(({ answer, shown }) => () => (answer.open(), shown.opened));
}

export function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}

/** Every text that a place has from now on. */
export async function notes(tab: Tab, place: Locator): Promise<() => Promise<string[]>> {
  await place.evaluate((element) => {
    const seen = ((globalThis as { seen?: string[] }).seen = [] as string[]);
    new MutationObserver(() => seen.push(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
  });
  return () => tab.page.evaluate(() => (globalThis as { seen?: string[] }).seen!);
}

/** React has nothing more to do. */
export async function settled(tab: Tab): Promise<void> {
  await tab.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}
