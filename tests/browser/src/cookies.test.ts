// Cookies that an action sets: what the page in its answer sees, and what Chromium really sends next.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";

import type { Browser, Page } from "playwright-core";

import { certificate } from "./certificate.ts";
import { launch } from "./chromium.ts";
import { CASES, nameOf, type Case, type Where } from "./cookie-cases.ts";
import { DIFFERENCES, differenceOf, hasOrder, isAmbiguous } from "./cookie-differences.ts";
import { required } from "./settings.ts";

/** So many browsers, each with cookies of its own. */
const BROWSERS = 4;

const HOSTS: Record<Where, string> = {
  https: "https://x.app.test",
  http: "http://x.app.test",
  localhost: "http://localhost",
  "sub.localhost": "http://sub.localhost",
  "127.0.0.1": "http://127.0.0.1",
  suffix: "https://x.co.uk",
  single: "https://github.io",
};

interface Seen {
  /** By the page in the answer. */
  answer: string;
  /** By the page that Chromium requests after it. */
  next: string;
}

test("the page in an answer sees what Chromium sends next", { timeout: 600_000 }, async (t) => {
  const program = spawn(required("COOKIE_CASES"), { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => program.kill("SIGKILL"));
  const [line] = (await once(program.stdout, "data")) as [Buffer];
  const port = Number(line.toString().trim().split(":")[1]);
  const secure = createServer(certificate(), (socket) => {
    const app = connect(port, "127.0.0.1");
    socket.pipe(app).pipe(socket);
    for (const end of [socket, app]) end.on("error", () => {}).on("close", () => (socket.destroy(), app.destroy()));
  }).listen(0, "127.0.0.1");
  await once(secure, "listening");
  const browser = await launch({ hosts: "MAP * 127.0.0.1" });
  try {
    const originOf = (where: Where) => `${HOSTS[where]}:${HOSTS[where].startsWith("https") ? (secure.address() as AddressInfo).port : port}`;
    const left = [...CASES];
    const wrong: string[] = [];
    const seen = new Set<string>();
    const look = (one: Case, answer: string, next: string) => {
      if (isAsSent(one, answer, next)) return;
      const difference = differenceOf(one);
      if (difference !== undefined) seen.add(difference);
      else wrong.push(`${nameOf(one)}\n  the answer: ${answer}\n  then sent:  ${next}`);
    };
    await Promise.all(Array.from({ length: BROWSERS }, () => compare(browser, originOf, left, look)));
    t.diagnostic(`${CASES.length} cases`);
    assert.deepEqual(wrong, []);
    assert.deepEqual(DIFFERENCES.flatMap(({ lines }) => lines).filter((line) => !seen.has(line)), [], "differences that there are no more");
  } finally {
    await browser.close();
    secure.close();
    program.kill("SIGKILL");
  }
});

/** Takes one case after the other, until none is left. */
async function compare(browser: Browser, originOf: (where: Where) => string, left: Case[], look: (one: Case, answer: string, next: string) => void): Promise<void> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  for (let one = left.shift(); one; one = left.shift()) {
    const origin = originOf(one.where);
    if (!page.url().startsWith(`${origin}/`)) await page.goto(`${origin}/account/page`);
    await context.clearCookies();
    const { answer, next } = await ask(page, one);
    look(one, answer, next);
  }
  await context.close();
}

function ask(page: Page, { from, to, before, script, lines }: Case): Promise<Seen> {
  return page.evaluate(
    async ({ from, to, seeds, script, lines }) => {
      const parsed = (html: string) => new DOMParser().parseFromString(html.slice(html.indexOf("<!DOCTYPE")), "text/html");
      const seen = (html: string) => parsed(html).querySelector("pre")!.textContent;
      const request = async (path: string, options = {}) => (await fetch(location.origin + path, options)).text();
      // An id is good for its route, and the front page has one of its own.
      const seeded = await request(`${from}?seed=${seeds}`);
      for (const one of script) document.cookie = one;
      const answer = await request(from + parsed(seeded).forms[0]!.getAttribute("action")!.replace(/seed=[^&]*&/, ""), {
        method: "POST",
        headers: { Accept: "text/html", "Postback-Request": "1" },
        body: new URLSearchParams({ lines, to }),
      });
      return { answer: seen(answer), next: seen(await request(to)) };
    },
    { from, to, seeds: encoded(before), script, lines: encoded(lines) },
  );
}

/** Whether the page in the answer has seen what was sent then, as far as that can be known. */
function isAsSent(one: Case, answer: string, next: string): boolean {
  if (answer === next) return true;
  if (hasOrder(one)) return false;
  const [ours, sent] = [byName(answer), byName(next)];
  const names = new Set([...ours.keys(), ...sent.keys()]);
  return [...names].every((name) => {
    const [seen = [], real = []] = [ours.get(name), sent.get(name)];
    if (`${seen}` === `${real}`) return true;
    // Of several one may have taken the place of another; what is new is there, and there are no more.
    const set = one.lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1).split(";")[0]!);
    return isAmbiguous(one) && set.length > 0 && seen.length <= real.length && set.every((value) => seen.includes(value) || !real.includes(value));
  });
}

/** The values of each name, in order, as the lines of a case have them. */
function byName(escaped: string): Map<string, string[]> {
  const cookies = escaped.replaceAll(/\\x([\da-f]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
  const all = new Map<string, string[]>();
  for (const pair of cookies === "" ? [] : cookies.split("; ")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(at, 0));
    all.set(name, [...(all.get(name) ?? []), pair.slice(at + 1)]);
  }
  return all;
}

/** Bytes as the program takes them. */
function encoded(lines: string[]): string {
  const percent = (byte: number) => `%${byte.toString(16).padStart(2, "0")}`;
  return lines.map((line) => [...Buffer.from(line, "latin1")].map(percent).join("")).join(",");
}
