// The problems that people write.

import assert from "node:assert/strict";

import type { Tab } from "./tab.ts";

export const DRAFT = {
  Title: "Why is <b> & \"quotes\" no trouble?",
  Topic: "System design",
  Level: "Hard",
  Question: "First paragraph.\n\nSecond one, with `code` and <i>tags</i>.",
  "What a good answer holds": "It is escaped.",
};

/** Writes a problem and answers its path. */
export async function write(tab: Tab, draft: Record<string, string> = DRAFT): Promise<string> {
  await tab.goTo("/problems/new");
  await tab.fill(draft);
  assert.equal(await tab.press("Add problem"), 200);
  assert.match(tab.path, /^\/problems\/\d+$/);
  return tab.path;
}

/** How many problems of this title there are. */
export async function count(tab: Tab, title: string): Promise<number> {
  await tab.goTo(`/problems?q=${encodeURIComponent(title)}`);
  return tab.page.getByRole("main").getByRole("link", { name: title, exact: true }).count();
}
