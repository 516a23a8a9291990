// How long the runtime's own script takes on lists of 200 and 2,000 rows: `npm run bench`. No test,
// because a time is worth something only on a machine that does nothing else.

import { launch } from "../tests/chromium.ts";
import { Site } from "../tests/site.ts";
import { problems } from "./pages.ts";

/** Rows of a list, and how often it is measured. */
const LISTS = [
  [200, 30],
  [2_000, 6],
] as const;

const browser = await launch();
for (const [rows, rounds] of LISTS) await measure(rows, rounds);
await browser.close();

async function measure(rows: number, rounds: number): Promise<void> {
  const solved = new Set<number>();
  let counted = 0;
  const site = await Site.start();
  site.pages.set("/", () => problems({ rows, count: counted, isSolved: (index) => solved.has(index), withNext: true }));
  site.actions.set("solve", () => {
    solved.add(counted);
    counted += 1;
    site.clock! += 1;
    return {};
  });

  const tab = await site.open(browser);
  const elements = await tab.evaluate("document.querySelectorAll('*').length");
  const times = await tab.evaluate(async (rounds) => {
    const optimistic: number[] = [];
    const applied: number[] = [];
    let answered = 0;
    document.addEventListener("pb:result", () => (answered = globalThis.performance.now()));
    for (let round = 0; round < rounds; round += 1) {
      const button = document.querySelector<HTMLElement>(`#problem-${round} button`)!;
      const clicked = globalThis.performance.now();
      let commits = 0;
      await new Promise<void>((resolve) => {
        const heard = (): void => {
          const now = globalThis.performance.now();
          commits += 1;
          if (commits === 1) optimistic.push(now - clicked);
          else {
            applied.push(now - answered);
            document.removeEventListener("pb:commit", heard);
            resolve();
          }
        };
        document.addEventListener("pb:commit", heard);
        button.click();
      });
      // What the browser does after a change is not the script's.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return { optimistic, applied };
  }, rounds);
  const html = site.pages.get("/")!();
  console.log(`${rows} rows, ${String(elements)} elements, ${html.length} bytes of HTML, ${rounds} rounds (min | median | max)`);
  for (const [name, values] of Object.entries(times)) {
    const sorted = values.toSorted((one, other) => one - other);
    const ms = (value: number | undefined): string => `${value!.toFixed(2)} ms`;
    console.log(`${name.padEnd(11)} ${ms(sorted[0])} | ${ms(sorted[rounds / 2])} | ${ms(sorted.at(-1))}`);
  }
  await tab.close();
  await site.stop();
}
