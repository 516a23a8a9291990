// From the click to the page that shows its effect, beside Turbo 8 with its morph, and beside fetching the
// page and Idiomorph: the same list of 200 rows from the same server in one run, `npm run bench turbo`.

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

import { launch, script } from "../tests/chromium.ts";

const ROUNDS = 40;
const ROWS = 200;
const CLIENT = new URL("../../../crates/postback/src/client/", import.meta.url);
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

const files = new Map<string, string>([
  ["/watch.js", await readFile(new URL("watch.js", CLIENT), "utf8")],
  ["/postback.js", await readFile(new URL("postback.js", CLIENT), "utf8")],
  ["/turbo.js", await readFile(require.resolve("@hotwired/turbo/dist/turbo.es2017-umd.js"), "utf8")],
  ["/peers.js", await script("bench/peers.ts", "peers")],
  ["/fetch.js", FETCH],
]);

let count = 0;
const page = (peer: Peer): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title>${HEADS[peer]}</head><body><main><h1>Problems</h1><p id="count">${count}</p><ul id="list">${Array.from(
  { length: ROWS },
  (_, index) => `<li id="problem-${index}" class="${index < count ? "is-solved" : ""}"><form method="post" id="solve-${index}" action="/${peer}?_action=solve&amp;_args=${index}"><button aria-pressed="${index < count}"><span>Solved: Problem ${index}</span></button></form><div><a href="/problems/${index}">Problem ${index}</a><span><b>Rust</b><b>easy</b></span></div></li>`,
).join("")}</ul></main></body></html>`;

const server = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(origin + request.url).pathname;
  const module = /^\/([a-z]+)\.[\w-]{16}\.js$/.exec(path)?.[1];
  const file = files.get(path) ?? (module && (await readFile(new URL(`${module}.js`, CLIENT), "utf8")));
  if (file) return void response.writeHead(200, { "Content-Type": "text/javascript" }).end(file);
  const peer = path.slice(1) as Peer;
  if (!HEADS[peer]) return void response.writeHead(404).end();
  if (request.method === "POST") {
    for await (const _ of request);
    count += 1;
    if (request.headers["postback-request"]) {
      const head = { v: 1, ok: true, status: 200, outcome: "done", page: "full", asof: `e1.${count}` };
      return void response.writeHead(200, { "Content-Type": "application/vnd.postback; charset=utf-8" }).end(`${JSON.stringify(head)}\n${page(peer)}`);
    }
    return void response.writeHead(303, { Location: path }).end();
  }
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page(peer));
}

const browser = await launch();
const times: Record<string, number[]> = {};
for (const peer of Object.keys(HEADS) as Peer[]) {
  count = 0;
  const tab = await browser.newPage();
  await tab.goto(`${origin}/${peer}`, { waitUntil: "networkidle" });
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
server.close();

const median = (values: number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
console.log("| click → shown, 200 rows | least | median |\n|---|---|---|");
for (const [peer, values] of Object.entries(times)) console.log(`| ${peer} | ${Math.min(...values).toFixed(1)} ms | ${median(values).toFixed(1)} ms |`);
