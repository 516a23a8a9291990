// Nothing of another origin is requested or shown by the runtime, whatever it is led to.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";

const browser = await launch();
let site: Site;
let other: Site;
let tab: Page;

const FORM = `<form method="post" action="?_action=go" id="f"><input name="a"><button>Go</button></form>`;
const main = (text: string) => `<main><h1>${text}</h1>${FORM}</main>`;

beforeEach(async () => {
  [site, other] = await Promise.all([Site.start(), Site.start()]);
  site.pages.set("/", () => main("Ours"));
  other.pages.set("/x", () => `<main><h1>Theirs</h1></main>`);
});

afterEach(async () => {
  await tab.context().close();
  await Promise.all([site.stop(), other.stop()]);
  assert.deepEqual([site.complaints, other.complaints], [[], []]);
});

const comeBack = () => tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
const heading = () => tab.textContent("h1");

test("a path that begins with two slashes is one of ours", async () => {
  const path = `//${new URL(other.url).host}/x`;
  site.pages.set(path, () => main("Ours"));
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: `${site.url}${path}?done#there` }, page: main("Done") }));
  tab = await site.open(browser, path);
  site.pages.set(path, () => main("Ours, anew"));
  await comeBack();
  await tab.waitForSelector("text=Ours, anew");
  await tab.click("text=Go");
  await tab.waitForSelector("text=Done");
  assert.equal(tab.url(), `${site.url}${path}?done#there`);
  await tab.goBack();
  await tab.waitForSelector("text=Ours, anew");
  assert.deepEqual(site.visits, [path, path]);
  assert.deepEqual(other.visits, []);
});

test("a refresh that is led to another site is left to the browser", async () => {
  tab = await site.open(browser);
  await tab.evaluate("globalThis.stays = true");
  site.redirects.set("/", `${other.url}/x`);
  await comeBack();
  await tab.waitForSelector("text=Theirs");
  assert.equal(tab.url(), `${other.url}/x`);
  assert.equal(await tab.evaluate("globalThis.stays"), undefined);
  assert.deepEqual(other.visits, ["/x"]);
});

test("a refresh that is led elsewhere on the site goes there", async () => {
  site.pages.set("/login", () => main("Sign in"));
  tab = await site.open(browser);
  site.redirects.set("/", "/login");
  await comeBack();
  await tab.waitForSelector("text=Sign in");
  assert.equal(new URL(tab.url()).pathname, "/login");
});

for (const [name, page] of [
  ["with a page", main("Of nobody")],
  ["without a page", false],
] as const) {
  test(`an outcome that leads to another site ${name} is the browser's to open`, async () => {
    tab = await site.open(browser);
    site.actions.set("go", () => ({ head: { outcome: "redirect", url: `${other.url}/x` }, page }));
    await tab.click("text=Go");
    await tab.waitForSelector("text=Theirs");
    assert.equal(tab.url(), `${other.url}/x`);
  });
}

for (const url of ["javascript:alert(1)", "data:text/html,x", "blob:http://127.0.0.1/x", "http://["]) {
  test(`${url.split(":")[0]}: is no place to go to`, async () => {
    tab = await site.open(browser);
    site.actions.set("go", () => ({ head: { outcome: "redirect", url }, page: false }));
    await tab.click("text=Go");
    await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
    assert.equal(await heading(), "Ours");
    site.actions.set("go", () => ({ head: { ok: false, status: 401, outcome: "denied", url, say: "Sign in first" }, page: false }));
    await tab.click("text=Go");
    await tab.waitForSelector("text=Sign in first");
    assert.equal(await tab.locator(".pb-failure a").count(), 0);
    assert.equal(tab.url(), `${site.url}/`);
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`where ${status} takes an upload, on another site or ours, nothing is an answer`, async () => {
    const FILE = FORM.replace("action=", 'enctype="multipart/form-data" action=').replace('name="a"', 'name="a" type="file"');
    site.pages.set("/", () => `<main><h1>Ours</h1>${FILE}</main>`);
    site.policy = "default-src * 'unsafe-inline'";
    const frame = `${JSON.stringify({ v: 1, ok: true, status: 200, outcome: "done", page: "full", asof: "e1.9" })}\n${main("Theirs")}`;
    // It lets everybody in, however it is asked.
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*", "Content-Type": "application/vnd.postback" };
    other.receive = (request, response) => void request.resume().on("end", () => response.writeHead(200, headers).end(frame));
    site.files.set("/there", { type: headers["Content-Type"], body: frame });
    // As a GET it would not even be let out.
    for (const to of status > 303 ? [`${other.url}/x`, "/there"] : ["/there"]) {
      site.receive = (request, response) => void request.resume().on("end", () => response.writeHead(status, { Location: to }).end());
      tab = await site.open(browser);
      await tab.setInputFiles("[type=file]", { name: "a.png", mimeType: "image/png", buffer: Buffer.from("a picture") });
      await tab.click("text=Go");
      await tab.waitForSelector(".pb-failure");
      assert.equal(await heading(), "Ours");
      assert.equal(tab.url(), `${site.url}/`);
      if (to !== "/there") await tab.context().close();
    }
  });
}
