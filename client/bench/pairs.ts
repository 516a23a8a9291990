// How long the morph takes from a parsed page to the document that shows it, beside Idiomorph and
// morphdom, on the same pairs of pages in one run: `npm run bench`.

import { launch, script } from "../tests/chromium.ts";
import type * as Modules from "../tests/modules.ts";
import type * as Peers from "./peers.ts";
import { PAIRS } from "./pages.ts";

declare global {
  var modules: typeof Modules;
  var peers: typeof Peers;
}

const ROUNDS = 40;

const browser = await launch();
const ours = await script("tests/modules.ts", "modules");
const theirs = await script("bench/peers.ts", "peers");
console.log(`| pair | elements | postback | Idiomorph | morphdom | of Idiomorph | of morphdom |\n|---|---|---|---|---|---|---|`);
for (const [name, [before, after]] of Object.entries(PAIRS)) {
  const tab = await browser.newPage();
  await tab.setContent(`<!doctype html><html><head><title>a</title></head><body></body></html>`);
  await tab.addScriptTag({ content: ours });
  await tab.addScriptTag({ content: theirs });
  const times = await tab.evaluate(measure, { pages: [before, after], rounds: ROUNDS });
  const [own, idiomorph, morphdom] = [times.ours, times.idiomorph, times.morphdom].map(least);
  const elements = await tab.evaluate("document.querySelectorAll('*').length");
  console.log(`| ${name} | ${String(elements)} | ${own!.toFixed(2)} ms | ${idiomorph!.toFixed(2)} ms | ${morphdom!.toFixed(2)} ms | ${(own! / idiomorph!).toFixed(2)} | ${(own! / morphdom!).toFixed(2)} |`);
  await tab.close();
}
await browser.close();

/** The least of each way, because whatever else the machine does only adds to it. */
function least(values: number[]): number {
  const ways = [0, 1].map((way) => Math.min(...values.filter((_, round) => round % 2 === way)));
  return (ways[0]! + ways[1]!) / 2;
}

/** To and fro between the two pages, each way by each of the three in turn. */
async function measure({ pages, rounds }: { pages: string[]; rounds: number }): Promise<Record<"ours" | "idiomorph" | "morphdom", number[]>> {
  const parse = (html: string) => modules.parsePage(`<!doctype html><html><head><title>a</title></head><body>${html}</body></html>`);
  const times = { ours: [] as number[], idiomorph: [] as number[], morphdom: [] as number[] };
  const ways = {
    // First of all: it knows what it has shown itself.
    ours: (page: Element) => modules.rebase(page),
    idiomorph: (page: Element) => peers.Idiomorph.morph(document.body, page.querySelector("body")!),
    morphdom: (page: Element) => peers.morphdom(document.body, page.querySelector("body")!),
  };
  for (const [name, way] of Object.entries(ways) as [keyof typeof ways, (page: Element) => unknown][]) {
    way(parse(pages[1]!));
    for (let round = 0; round < rounds; round += 1) {
      const page = parse(pages[round % 2]!);
      const began = performance.now();
      way(page);
      // So that what the browser has put off is part of it.
      document.body.offsetHeight;
      times[name].push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return times;
}
