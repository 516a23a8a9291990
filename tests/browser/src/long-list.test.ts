// A list of 2,000 rows, and how long it takes.
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

/** How often each length is measured. */
const ROUNDS = { 200: 10, 2_000: 2 } as const;
/** Far more than it takes, because whatever else this machine does is in it. */
const CLICK_MS = 2_000;
const ANSWER_MS = 20_000;

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

/** Shows the list with so many rows, now and in every answer. Answers how long an answer is. */
async function openLong(tab: Tab, length: number): Promise<() => number> {
  let bytes = 0;
  await tab.page.route(/\/problems(\?|$)/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const isFrame = response.headers()["content-type"]?.startsWith("application/vnd.postback") ?? false;
    const start = isFrame ? body.indexOf("\n") + 1 : 0;
    const long = body.slice(0, start) + lengthened(body.slice(start), length);
    if (isFrame) bytes = Buffer.byteLength(long);
    return route.fulfill({ response, body: long });
  });
  await tab.goTo("/problems");
  assert.equal(await rows(tab).count(), length);
  await tab.page.evaluate(() => {
    let begun = 0;
    const times = { clicks: [] as number[], answers: [] as number[] };
    Object.assign(globalThis, { times });
    document.addEventListener("pb:result", () => (begun = performance.now()));
    document.addEventListener("pb:commit", () => {
      if (begun > 0) times.answers.push(performance.now() - begun);
      begun = 0;
    });
  });
  return () => bytes;
}

const rows = (tab: Tab) => tab.page.locator("ul.rows > li");

/** Clicks on a tick and answers whether it is shown before the click is over. */
const clickTick = (tab: Tab, index: number) =>
  tab.page.evaluate((index) => {
    const { times } = globalThis as unknown as { times: { clicks: number[] } };
    const tick = document.querySelectorAll("ul.rows > li")[index]!.querySelector<HTMLButtonElement>(".tick")!;
    const was = tick.getAttribute("aria-pressed");
    const begun = performance.now();
    tick.click();
    times.clicks.push(performance.now() - begun);
    return document.querySelectorAll("ul.rows > li")[index]!.querySelector(".tick")!.getAttribute("aria-pressed") !== was;
  }, index);

function median(times: number[]): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)]!;
}

for (const length of [200, 2_000] as const) {
  walks.enhanced(`a list of ${length} rows follows a click at once and an answer soon`, async (tab, note) => {
    await signUp(tab);
    const bytes = await openLong(tab, length);
    const rounds = ROUNDS[length];
    for (let round = 0; round < rounds; round += 1) {
      await tab.leave(async () => assert(await clickTick(tab, (length >> 1) + round), "it is shown at once"));
      await settled(tab);
    }
    const { clicks, answers } = await tab.page.evaluate(
      () => (globalThis as unknown as { times: { clicks: number[]; answers: number[] } }).times,
    );
    assert.equal(answers.length, rounds);
    const [click, answer] = [median(clicks), median(answers)];
    note(
      `${length} rows, median of ${rounds}: click to change ${click.toFixed(1)} ms, ` +
        `answer to page ${answer.toFixed(1)} ms, an answer has ${bytes()} bytes`,
    );
    assert(click < CLICK_MS, `${click} ms`);
    assert(answer < ANSWER_MS, `${answer} ms`);
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
