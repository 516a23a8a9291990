// A list of 2,000 rows. How long it takes is for the bench of `client` to say.
//
// itlead's lists have pages. The rows are multiplied on the way to the browser, in documents and in
// answers alike, so that everything else is itlead as it is.

import assert from "node:assert/strict";

import { isFocused } from "./expect.ts";
import { signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

/** The page with its list made long: the rows again and again, each with ids of its own. */
function lengthened(html: string, length: number): string {
  return html.replace(/(?<=<ul class="rows">).*(?=<\/ul>)/s, (list) => {
    // A row has its next state in a template, which is a row, too, but does not follow upon one.
    const rows = list.split(/(?<=<\/li>)(?=<li )/);
    return Array.from({ length }, (_, index) => {
      const row = rows[index % rows.length]!;
      return index < rows.length ? row : row.replaceAll(/ id="([^"]+)"/g, ` id="$1-${index}"`);
    }).join("");
  });
}

/** Shows the list with so many rows, now and in every answer. */
async function openLong(tab: Tab, length: number): Promise<void> {
  await tab.page.route(/\/problems(\?|$)/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const isFrame = response.headers()["content-type"]?.startsWith("application/vnd.postback") ?? false;
    const start = isFrame ? body.indexOf("\n") + 1 : 0;
    return route.fulfill({ response, body: body.slice(0, start) + lengthened(body.slice(start), length) });
  });
  await tab.goTo("/problems");
  assert.equal(await rows(tab).count(), length);
}

const rows = (tab: Tab) => tab.page.locator("ul.rows > li");

/** Clicks on a tick and answers whether it is shown before the click is over. */
const clickTick = (tab: Tab, index: number) =>
  tab.page.evaluate((index) => {
    const tick = () => document.querySelectorAll("ul.rows > li")[index]!.querySelector<HTMLButtonElement>(".tick")!;
    const was = tick().getAttribute("aria-pressed");
    tick().click();
    return tick().getAttribute("aria-pressed") !== was;
  }, index);

for (const [length, rounds] of [[200, 10], [2_000, 2]] as const) {
  walks.enhanced(`a list of ${length} rows follows a click at once, and its answer`, async (tab) => {
    await signUp(tab);
    await openLong(tab, length);
    for (let round = 0; round < rounds; round += 1) {
      const index = (length >> 1) + round;
      await tab.leave(async () => assert(await clickTick(tab, index), "it is shown at once"));
      await settled(tab);
    }
  });
}

walks.enhanced("in a list of 2,000 rows focus, scroll position and the rows themselves stay", async (tab) => {
  await signUp(tab);
  await openLong(tab, 2_000);
  const tick = rows(tab).nth(1_500).getByRole("button");
  await tick.scrollIntoViewIfNeeded();
  await tab.page.evaluate(() => Object.assign(globalThis, { kept: [...document.querySelectorAll("ul.rows > li")] }));
  const before = await tab.page.evaluate(() => scrollY);
  assert(before > 10_000);
  await tick.focus();
  await tab.leave(() => tab.page.keyboard.press("Space"));
  await settled(tab);
  assert.equal(await tick.getAttribute("aria-pressed"), "true");
  await isFocused(tab, tick, "the tick");
  assert.equal(await tab.page.evaluate(() => scrollY), before);
  const isSame = await tab.page.evaluate(() => {
    const { kept } = globalThis as unknown as { kept: Element[] };
    const now = [...document.querySelectorAll("ul.rows > li")];
    return now.length === kept.length && now.every((row, index) => row === kept[index]);
  });
  assert(isSame, "all rows are the same nodes");
});
