// What an answer may run and apply is what its page could, had it been loaded.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
/** The nonces of the document that is there first, and of the answer. */
const [LOADED, ANSWERED] = ["bG9hZGVk+/==", "YW5zd2VyZWQ="];

const TYPES = "require-trusted-types-for 'script'; trusted-types postback";
const strict = (nonce: string) => `script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'nonce-${nonce}'; object-src 'none'; base-uri 'none'; ${TYPES}`;

/** What the server has written into its layout: everything that may run carries this. */
const layout = (nonce: string, body: string, head = "") =>
  `<!doctype html><html><head><script nonce="${nonce}" src="/watch.js"></script><script type="module" nonce="${nonce}" src="/postback.js"></script><style nonce="${nonce}">h1 { color: rgb(1, 1, 1) }</style>${head}</head><body>${body}</body></html>`;
const FORM = `<form method="post" action="?_action=go" id="f"><button>Go</button></form>`;

/** Markup that has slipped in, with a nonce that somebody has made up, or with none. */
const SLIPPED = ['nonce="made-up"', "nonce", ""].map(
  (nonce) => `<script ${nonce} src="/evil.js"></script><script ${nonce}>globalThis.evil = 1</script><svg><script ${nonce} href="/evil.js"></script><script ${nonce}>globalThis.evil = 1</script></svg>
    <style ${nonce}>h1 { margin-top: 77px !important }</style><link ${nonce} rel="stylesheet" href="/evil.css">`,
).join("");

beforeEach(async () => {
  site = await Site.start();
  site.files.set("/evil.js", { type: "text/javascript", body: "globalThis.evil = 1" });
  site.files.set("/evil.css", { type: "text/css", body: "h1 { margin-top: 77px !important }" });
  site.files.set("/good.js", { type: "text/javascript", body: "globalThis.good = (globalThis.good ?? 0) + 1" });
  site.files.set("/good.css", { type: "text/css", body: "h1 { padding-top: 33px }" });
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
});

/** Presses the button, and tells what has run and applied of the page that comes. */
async function ran(page: string, policy: string): Promise<unknown> {
  site.actions.set("go", () => ({ page, policy }));
  await tab.click("#f button");
  await tab.waitForSelector("#new");
  // What it was to load has come by now.
  await tab.waitForLoadState("networkidle");
  return tab.evaluate(() => {
    const { marginTop, paddingTop, color, letterSpacing } = getComputedStyle(document.querySelector("h1")!);
    const { evil, good } = globalThis as { evil?: number; good?: number };
    return { evil, good, marginTop: marginTop === "77px", paddingTop, color, letterSpacing };
  });
}

const MEANT = `<script nonce="${ANSWERED}" src="/good.js"></script><link nonce="${ANSWERED}" rel="stylesheet" href="/good.css"><style nonce="${ANSWERED}">h1 { letter-spacing: 5px }</style>`;

test("under nonce, strict-dynamic and Trusted Types only what carries the nonce of its answer runs and applies", async () => {
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  assert.deepEqual(await ran(layout(ANSWERED, `<h1 id="new">New</h1>${FORM}${SLIPPED}`, MEANT), strict(ANSWERED)), {
    evil: undefined,
    good: 1,
    marginTop: false,
    paddingTop: "33px",
    color: "rgb(1, 1, 1)",
    letterSpacing: "5px",
  });
});

test("the same page, loaded whole, runs and applies the same", async () => {
  site.policy = strict(ANSWERED);
  site.pages.set("/", () => layout(ANSWERED, `<h1 id="new">New</h1>${FORM}${SLIPPED}`, MEANT));
  tab = await site.open(browser);
  const { evil, good } = await tab.evaluate(() => {
    const { evil, good } = globalThis as { evil?: number; good?: number };
    return { evil, good };
  });
  assert.deepEqual([evil, good], [undefined, 1]);
});

test("a style that has the nonce does not become one that has none, however it is found again", async () => {
  site.policy = strict(LOADED);
  const head = (nonce: string, css: string, href: string) => `<style id="s" ${nonce}>${css}</style><link id="l" ${nonce} rel="stylesheet" href="${href}">`;
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`, head(`nonce="${LOADED}"`, "h1 { letter-spacing: 5px }", "/good.css")));
  tab = await site.open(browser);
  const slipped = `<h1 id="new">New</h1>${FORM}`;
  const evil = head("", "h1 { margin-top: 77px !important }", "/evil.css");
  // Also in the place of the one that has neither id nor key.
  const page = layout(ANSWERED, slipped, evil).replace(/<style nonce.*?<\/style>/, "<style>h1 { margin-top: 77px !important }</style>");
  assert.equal(((await ran(page, strict(ANSWERED))) as { marginTop: boolean }).marginTop, false);
});

test("an answer that names no policy runs nothing in a document that has a nonce, and its styles stay", async () => {
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  const page = layout(ANSWERED, `<h1 id="new">New</h1>${FORM}${SLIPPED}`, `<script nonce="${ANSWERED}" src="/good.js"></script>`);
  assert.deepEqual(await ran(page, ""), { evil: undefined, good: undefined, marginTop: false, paddingTop: "0px", color: "rgb(1, 1, 1)", letterSpacing: "normal" });
});

test("where hashes say what is trusted, an answer adds nothing to it", async () => {
  const inline = `document.head.append(Object.assign(document.createElement("script"), { type: "module", src: "/postback.js" }))`;
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(inline))).toString("base64");
  site.policy = `script-src 'sha256-${hash}' 'strict-dynamic'`;
  const page = (body: string) => `<!doctype html><html><head><script>${inline}</script></head><body>${body}</body></html>`;
  site.pages.set("/", () => page(`<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  const { evil } = (await ran(page(`<h1 id="new">New</h1>${FORM}<script src="/evil.js"></script>`), site.policy)) as { evil?: number };
  assert.equal(evil, undefined);
});

test("where the policy is about places, a script from there runs, and one that is no program does not", async () => {
  site.policy = `default-src 'self'; style-src 'self' 'nonce-${LOADED}'; ${TYPES}`;
  site.pages.set("/", () => `<!doctype html><html><head><script type="module" src="/postback.js"></script><style nonce="${LOADED}">h1 { color: rgb(1, 1, 1) }</style></head><body><h1>Old</h1>${FORM}</body></html>`);
  tab = await site.open(browser);
  const body = `<h1 id="new">New</h1>${FORM}<script src="/good.js"></script><script>globalThis.evil = 1</script><svg><script>globalThis.evil = 1</script></svg>
    <script type="text/plain" src="/evil.js"></script><template><script src="/evil.js"></script></template><noscript><script src="/evil.js"></script></noscript>
    <style nonce="${ANSWERED}">h1 { letter-spacing: 5px }</style><style>h1 { margin-top: 77px !important }</style>`;
  const policy = site.policy.replace(LOADED, ANSWERED);
  assert.deepEqual(await ran(body, policy), { evil: undefined, good: 1, marginTop: false, paddingTop: "0px", color: "rgb(0, 0, 0)", letterSpacing: "5px" });
});

test("a page that is requested again is held to the policy of its own answer", async () => {
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  site.policy = strict(ANSWERED);
  site.clock! += 1;
  site.pages.set("/", () => layout(ANSWERED, `<h1 id="new">New</h1>${FORM}${SLIPPED}`, MEANT));
  await tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await tab.waitForSelector("#new");
  await until(tab, "globalThis.good");
  await tab.waitForLoadState("networkidle");
  assert.equal(await tab.evaluate("globalThis.evil"), undefined);
});

test("what an optimistic part has to run does not run, loaded with the page or come with an answer", async () => {
  site.policy = strict(LOADED);
  const part = `<form method="post" action="?_action=go" id="f"><button>Go</button><template data-pb-optimistic="append" data-pb-target="#list"><b>one<script src="/evil.js"></script><script nonce="made-up" src="/evil.js"></script></b></template></form><div id="list"></div>`;
  site.pages.set("/", () => layout(LOADED, part));
  tab = await site.open(browser);
  for (const nonce of [ANSWERED, LOADED]) {
    site.actions.set("go", () => ({ page: layout(nonce, `${part}<p id="new">New</p>`), policy: strict(nonce) }));
    await tab.click("#f button");
    await tab.waitForSelector("#new");
    await tab.waitForLoadState("networkidle");
  }
  assert.equal(await tab.evaluate("globalThis.evil"), undefined);
});

test("an answer with a weaker policy runs nothing of another site in a strict document", async () => {
  const other = await Site.start();
  other.files.set("/evil.js", { type: "text/javascript", body: "globalThis.evil = 1" });
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  for (const policy of [`script-src 'nonce-${ANSWERED}'`, "default-src 'self'", ""]) {
    site.actions.set("go", () => ({ page: layout(ANSWERED, `<h1 id="new">New ${policy.length}</h1>${FORM}<script src="${other.url}/evil.js"></script>`), policy }));
    await tab.click("#f button");
    await tab.waitForSelector(`text=New ${policy.length}`);
    await tab.waitForLoadState("networkidle");
    assert.equal(await tab.evaluate("globalThis.evil"), undefined, policy);
  }
  await other.stop();
});

test("a nonce that stands before the one of the server's is none", async () => {
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`).replace("<head>", '<head><meta nonce="made-up">'));
  tab = await site.open(browser);
  const result = (await ran(layout(ANSWERED, `<h1 id="new">New</h1>${FORM}${SLIPPED}`, MEANT), strict(ANSWERED))) as { evil?: number; good?: number };
  assert.deepEqual([result.evil, result.good], [undefined, 1]);
});

test("a nonce whose signs a template has written by their numbers is meant", async () => {
  site.policy = strict(LOADED);
  site.pages.set("/", () => layout(LOADED, `<h1>Old</h1>${FORM}`));
  tab = await site.open(browser);
  const escaped = `<script nonce="${LOADED.replace("/", "&#x2f;").replace("+", "&#43;")}" src="/good.js"></script>`;
  const result = (await ran(layout(LOADED, `<h1 id="new">New</h1>${FORM}`, escaped), strict(LOADED))) as { good?: number };
  assert.equal(result.good, 1);
});

test("a page with a nonce is loaded whole by a document that has none", async () => {
  site.policy = "";
  site.pages.set("/", () => site.document(FORM));
  tab = await site.open(browser);
  site.policy = strict(ANSWERED);
  site.pages.set("/admin", () => layout(ANSWERED, `<h1 id="new">New</h1><img src="/x" onerror="globalThis.evil = 1">`, MEANT));
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/admin" }, page: "/admin" }));
  await tab.click("#f button").catch(() => tab.click("form button"));
  await tab.waitForSelector("#new");
  await until(tab, "globalThis.good");
  await tab.waitForLoadState("networkidle");
  assert.equal(await tab.evaluate("globalThis.evil"), undefined);
  assert.ok(site.visits.includes("/admin"));
});

test("new scripts run in the order of the page, whichever is there first", async () => {
  site.policy = "";
  site.pages.set("/", () => site.document(FORM));
  tab = await site.open(browser);
  let release!: () => void;
  const slow = new Promise<void>((resolve) => (release = resolve));
  await tab.route("**/one.js", async (route) => {
    await slow;
    await route.fulfill({ contentType: "text/javascript", body: "globalThis.ran = (globalThis.ran ?? '') + 1" });
  });
  await tab.route("**/two.js", async (route) => {
    await route.fulfill({ contentType: "text/javascript", body: "globalThis.ran = (globalThis.ran ?? '') + 2" });
    release();
  });
  site.actions.set("go", () => ({ page: site.document(`<h1 id="new">New</h1>`, `<script src="/one.js"></script><script src="/two.js"></script>`) }));
  await tab.click("#f button");
  await until(tab, "globalThis.ran?.length === 2");
  assert.equal(await tab.evaluate("globalThis.ran"), "12");
});
