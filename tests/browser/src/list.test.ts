// Searching the problems and ticking them off in the list.

import assert from "node:assert/strict";

import { fieldsHold, nothingIsSaid, text } from "./expect.ts";
import { look } from "./look.ts";
import { signIn, signUp } from "./people.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const titles = (tab: Tab) => rows(tab).getByRole("link").allInnerTexts();
const pages = (tab: Tab) => tab.page.getByRole("navigation", { name: "Pages" });

/** The query as names and values. */
function query(tab: Tab): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(tab.path.split("?")[1] ?? ""));
}

walks.walk("the list has pages, and their links keep the filter", async (tab) => {
  await signUp(tab);
  assert.equal(await tab.goTo("/problems"), 200);
  await look(tab, "problems");
  const first = await titles(tab);
  assert.equal(first.length, 10);
  assert.equal(await text(pages(tab).locator("[aria-current=page]")), "Page 1");

  await tab.follow("Next");
  assert.deepEqual(query(tab), { page: "2" });
  const second = await titles(tab);
  assert(second.every((title) => !first.includes(title)), "another page has other problems");
  await look(tab, "problems-page-2");
  await tab.follow("Previous");
  assert.deepEqual(await titles(tab), first);
});

walks.walk("the filter narrows the list and stays filled in", async (tab) => {
  await signIn(tab);
  await tab.goTo("/problems");
  await tab.fill({ Topic: "Rust", State: "Solved" });
  assert.equal(await tab.press("Filter"), 200);
  const { topic, status } = query(tab);
  assert.deepEqual({ topic, status }, { topic: "rust", status: "solved" });
  await fieldsHold(tab, { Title: "", Topic: "Rust", State: "Solved" });
  const count = await rows(tab).count();
  assert(count > 0);
  for (const row of await rows(tab).all()) assert.match(await text(row), /Rust/);
  assert.equal(await rows(tab).getByRole("button", { pressed: true }).count(), count);
  await look(tab, "problems-filtered");

  await tab.fill({ Title: "`move?", Topic: "All topics", State: "Solved or not" });
  await tab.press("Filter");
  await fieldsHold(tab, { Title: "`move?", Topic: "All topics" });
});

walks.walk("a search without result says so and leads back", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.fill({ Title: "%_<script>" });
  assert.equal(await tab.press("Filter"), 200);
  await fieldsHold(tab, { Title: "%_<script>" });
  assert.equal(await rows(tab).count(), 0);
  await look(tab, "problems-none-found");
  await tab.follow("Show all problems");
  assert.equal(await rows(tab).count(), 10);
});

walks.walk("an address that makes no sense shows the list all the same", async (tab) => {
  await signUp(tab);
  for (const path of ["?page=0", "?page=-1", "?page=99999999999", "?page=abc&topic=astrology", "?topic=", "?%FF=%FF"]) {
    assert.equal(await tab.goTo(`/problems${path}`), 200, path);
    assert(await tab.page.getByRole("heading", { name: "Problems", level: 1 }).isVisible(), path);
  }
});

walks.walk("a tick in the list stays on this page of this topic", async (tab) => {
  await signUp(tab);
  const address = "/problems?status=open&page=2&q=";
  await tab.goTo(address);
  const row = rows(tab).nth(2);
  const id = await row.getAttribute("id");
  await tab.goTo("/problems?page=2");
  const here = tab.page.locator(`#${id}`);
  const title = await text(here.getByRole("link"));
  const others = (await titles(tab)).length;

  const tick = here.getByRole("button");
  assert.equal(await tick.getAttribute("aria-pressed"), "false");
  assert.equal(await tab.press(tick), 200);
  assert.equal(tab.path, "/problems?page=2");
  assert.equal(await tick.getAttribute("aria-pressed"), "true");
  assert.equal(await text(here.getByRole("link")), title);
  assert.equal((await titles(tab)).length, others);
  assert.equal(await rows(tab).getByRole("button", { pressed: true }).count(), 1, "only this one is solved");
  await look(tab, "problems-with-a-tick");

  assert.equal(await tab.press(tick), 200);
  assert.equal(tab.path, "/problems?page=2");
  assert.equal(await tick.getAttribute("aria-pressed"), "false");
  await nothingIsSaid(tab);
});

walks.walk("the query comes back byte for byte", async (tab) => {
  await signUp(tab);
  const address = "/problems?page=1&topic=rust&q=&unknown=%C3%A4+%20&page=1";
  await tab.goTo(address);
  await tab.press(rows(tab).first().getByRole("button"));
  assert.equal(tab.path, address);
});

walks.walk("two clicks on a tick are one tick", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const tick = rows(tab).first().getByRole("button");
  assert.equal(await tab.pressTwice(tick), 200);
  assert.equal(await tick.getAttribute("aria-pressed"), "true");
});

walks.walk("the dashboard counts what is solved and lets it be solved there", async (tab) => {
  await signIn(tab);
  await look(tab, "dashboard");
  const overview = tab.page.getByRole("region", { name: "Overview" });
  const solved = async () => Number(/(\d+) of \d+/.exec(await text(overview.locator("dl")))?.[1]);
  const before = await solved();
  const open = rows(tab).filter({ has: tab.page.getByRole("button", { pressed: false }) });
  const id = await open.first().getAttribute("id");
  assert.equal(await tab.press(tab.page.locator(`#${id}`).getByRole("button")), 200);
  assert.equal(tab.path, "/dashboard");
  assert.equal(await solved(), before + 1);
  assert.equal(await tab.page.locator(`#${id}`).getByRole("button").getAttribute("aria-pressed"), "true");
});
