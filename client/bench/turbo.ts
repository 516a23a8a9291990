// From the click to the page that shows its effect, beside Turbo 8 with its morph, and beside fetching the
// page and Idiomorph: the same list of 200 rows from the same server in one run, `npm run bench`.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { launch, script } from "../tests/chromium.ts";
import { Site } from "../tests/site.ts";
import { problems } from "./pages.ts";

const ROUNDS = 40;
const ROWS = 200;
const require = createRequire(import.meta.url);

/** What each page loads, beside which nothing differs. */
const HEADS = {
  postback: `<script src="/watch.js"></script><script type="module" src="/postback.js"></script>`,
  turbo: `<meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve"><script src="/turbo.js"></script>`,
  idiomorph: `<script src="/peers.js"></script><script src="/fetch.js" defer></script>`,
};
type Peer = keyof typeof HEADS;

/** The page that an app without a runtime of its own would write: it fetches, and morphs what comes back. */
const FETCH = `addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target, event.submitter)) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  peers.Idiomorph.morph(document.documentElement, page.documentElement);
});`;

const site = await Site.start();
site.policy = "";
for (const [path, body] of [
  ["/turbo.js", await readFile(require.resolve("@hotwired/turbo/dist/turbo.es2017-umd.js"), "utf8")],
  ["/peers.js", await script("bench/peers.ts", "peers")],
  ["/fetch.js", FETCH],
] as const) {
  site.files.set(path, { type: "text/javascript", body });
}

let count = 0;
for (const peer of Object.keys(HEADS) as Peer[]) {
  site.pages.set(
    `/${peer}`,
    () => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title>${HEADS[peer]}</head><body>${problems({ rows: ROWS, count, isSolved: (index) => index < count })}</body></html>`,
  );
}
site.actions.set("solve", () => {
  count += 1;
  site.clock! += 1;
  return {};
});

const browser = await launch();
const times: Record<string, number[]> = {};
for (const peer of Object.keys(HEADS) as Peer[]) {
  count = 0;
  const tab = await browser.newPage();
  await tab.goto(`${site.url}/${peer}`, { waitUntil: "networkidle" });
  times[peer] = await tab.evaluate(async (rounds) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const shown = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector("#count")?.textContent !== `${round + 1}` || !document.querySelector(`#problem-${round}.is-solved`)) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      });
      const clicked = performance.now();
      document.querySelector<HTMLElement>(`#problem-${round} button`)!.click();
      await shown;
      times.push(performance.now() - clicked);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return times;
  }, ROUNDS);
  await tab.close();
}
await browser.close();
await site.stop();

const median = (values: number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
console.log("| click → shown, 200 rows | least | median |\n|---|---|---|");
for (const [peer, values] of Object.entries(times)) console.log(`| ${peer} | ${Math.min(...values).toFixed(1)} ms | ${median(values).toFixed(1)} ms |`);
