// Back to a page that the browser has kept from before an action of this tab.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, ready, Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;
let count: number;

const FORM = `<form method="post" action="?_action=add"><button>Add</button></form>`;

beforeEach(async () => {
  site = await Site.start();
  // The browser need not ask for it again.
  site.cacheControl = "max-age=600";
  count = 1;
  site.pages.set("/", () => `<main><h1>There are ${count}</h1><a href="/next">Next</a></main>`);
  site.pages.set("/next", () => `<main><h1>Next of ${count}</h1>${FORM}</main>`);
  site.pages.set("/login", () => "<main><h1>Sign in</h1></main>");
  site.actions.set("add", () => {
    count += 1;
    site.clock! += 1;
    return {};
  });
  tab = await site.open(browser);
  await tab.click("text=Next");
  await tab.waitForSelector("text=Next of 1");
  await ready(tab);
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

test("Back shows what an action of this tab has done, although the browser has kept the page", async () => {
  await tab.click("text=Add");
  await tab.waitForSelector("text=Next of 2");
  await tab.goBack();
  await tab.waitForSelector("text=There are 2");
});

test("Back to a page that leads elsewhere by now goes there", async () => {
  await tab.click("text=Add");
  await tab.waitForSelector("text=Next of 2");
  site.redirects.set("/", "/login");
  await tab.goBack();
  await tab.waitForSelector("text=Sign in");
  assert.equal(new URL(tab.url()).pathname, "/login");
});

test("where this tab has done nothing, the page is as the browser has kept it", async () => {
  site.visits.length = 0;
  await tab.goBack();
  await tab.waitForSelector("text=There are 1");
  await tab.waitForTimeout(100);
  assert.deepEqual(site.visits, []);
});

const FIELDS = `<input name="text"><input name="number" type="number" value="1"><textarea name="area"></textarea><select name="one"><option>a<option>b</select>
  <select name="many" multiple><option>a<option>b<option>c</select><input name="check" type="checkbox"><input name="radio" type="radio" value="a"><input name="radio" type="radio" value="b">`;

/** A page whose form shows what was entered, as the server sends it after a refusal. */
const refusedPage = (site: Site): string =>
  site.document(`<main><a href="/next">Next</a><form method="post" action="?_action=refuse"><p>That will not do</p>
    ${FIELDS.replace('"text"', '"text" value="typed"').replace('value="1"', 'value="7"').replace("></textarea>", ">more</textarea>").replace("<option>b</select>", "<option selected>b</select>")
      .replace("<option>b<option>c", "<option selected>b<option selected>c").replace('"checkbox"', '"checkbox" checked').replace('value="b">', 'value="b" checked>')}<button>Send</button></form></main>`);

const enterAll = async (tab: Page): Promise<void> => {
  await tab.fill("[name=text]", "typed");
  await tab.fill("[name=number]", "7");
  await tab.fill("[name=area]", "more");
  await tab.selectOption("[name=one]", "b");
  await tab.selectOption("[name=many]", ["b", "c"]);
  await tab.check("[name=check]");
  await tab.check("[name=radio][value=b]");
};

const entries = (tab: Page) => tab.evaluate(() => [...new FormData(document.querySelector("form")!)].map(([name, value]) => `${name}=${String(value)}`).join());
const ENTERED = "text=typed,number=7,area=more,one=b,many=b,many=c,check=on,radio=b";

test("a refused form, a link and Back: all that was entered is there, as without JavaScript", async () => {
  site.pages.set("/form", () => `<main><a href="/next">Next</a><form method="post" action="?_action=refuse">${FIELDS}<button>Send</button></form></main>`);
  site.actions.set("refuse", () => ({ head: { ok: false, status: 422, outcome: "invalid" }, page: refusedPage(site) }));
  // Pages are loaded anew for Back.
  site.cacheControl = "no-store";
  await tab.goto(`${site.url}/form`);
  await ready(tab);
  await enterAll(tab);
  await tab.click("text=Send");
  await tab.waitForSelector("text=That will not do");
  await tab.click("text=Next");
  await tab.waitForSelector("h1:text('Next of')");
  await tab.goBack();
  await tab.waitForSelector("text=Send");
  assert.equal(await entries(tab), ENTERED);
  assert.equal(await tab.evaluate("document.querySelector('[name=text]').defaultValue"), "", "the page is the server's");
});

test("a refused form of a page that the browser has kept is the server's page when it comes back", async () => {
  const keeping = await launch({ withBackForwardCache: true });
  site.pages.set("/form", () => `<main><a href="/next">Next</a><form method="post" action="?_action=refuse">${FIELDS}<button>Send</button></form></main>`);
  site.actions.set("refuse", () => ({ head: { ok: false, status: 422, outcome: "invalid" }, page: refusedPage(site) }));
  const tab = await site.open(keeping, "/form", "addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }))");
  await enterAll(tab);
  await tab.click("text=Send");
  await tab.waitForSelector("text=That will not do");
  await tab.click("text=Next");
  await tab.waitForSelector("h1:text('Next of')");
  // The page cannot be had anew.
  site.files.set("/form", { type: "text/plain", body: "down" });
  await tab.evaluate("history.back()");
  await tab.waitForURL("**/form", { waitUntil: "commit" });
  await until(tab, "globalThis.persisted !== undefined");
  assert.equal(await tab.evaluate("persisted"), true, "it was kept as it was");
  assert.equal(await entries(tab), ENTERED);
  await tab.evaluate("document.querySelector('form').reset()");
  assert.equal(await entries(tab), ENTERED, "what the server has sent");
  await tab.context().close();
});

test("a button of the page that has been left by Back sends nothing, to whichever address", async () => {
  const record = (name: string) => `<main><h1>Customer ${name}</h1><form method="post" action="?_action=next" id="next"><button>Next</button></form><form method="post" action="?_action=remove" id="remove"><button>Delete</button></form></main>`;
  site.pages.set("/c/1", () => record("1"));
  site.pages.set("/c/2", () => record("2"));
  site.actions.set("next", () => ({ head: { outcome: "redirect", url: "/c/2" }, page: "/c/2" }));
  site.actions.set("remove", () => ({}));
  await tab.goto(`${site.url}/c/1`);
  await ready(tab);
  await tab.click("text=Next");
  await tab.waitForSelector("text=Customer 2");
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await tab.route("**/c/1", async (route) => {
    await held;
    await route.continue();
  });
  await tab.evaluate("history.back()");
  await tab.waitForURL("**/c/1");
  await tab.evaluate("document.querySelector('#remove').requestSubmit()");
  release();
  await tab.waitForSelector("text=Customer 1");
  await tab.waitForTimeout(50);
  assert.deepEqual(site.calls.map(({ action }) => action), ["next"]);
  await tab.click("text=Delete");
  while (site.calls.length < 2) await tab.waitForTimeout(10);
  assert.equal(site.calls.at(-1)!.path, "/c/1");
});

for (const [name, from, page] of [
  ["of the page that was left", "/b", "Second"],
  ["of the page that is on its way", "/a", "First"],
] as const) {
  test(`Back while an action ${name} is under way shows the page, and loads no document anew`, async () => {
    const slow = gate<void>();
    const form = (action: string) => `<form method="post" action="?_action=${action}" id="${action}"><button>${action}</button></form>`;
    site.pages.set("/a", () => `<main><h1>First</h1><p>There are ${count}</p>${form("go")}${form("slow")}</main>`);
    site.pages.set("/b", () => `<main><h1>Second</h1>${form("slow")}</main>`);
    site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/b" }, page: "/b" }));
    site.actions.set("slow", async () => {
      await slow.wait;
      count += 1;
      site.clock! += 1;
      return {};
    });
    await tab.goto(`${site.url}/a`);
    await ready(tab);
    await tab.evaluate("globalThis.mark = true");
    if (from === "/a") await tab.click("text=slow");
    await tab.click("text=go");
    await tab.waitForSelector("text=Second");
    if (from === "/b") await tab.click("text=slow");
    const held: (() => void)[] = [];
    await tab.route("**/a", async (route) => {
      if (held.length === 0) await new Promise<void>((resolve) => held.push(resolve));
      await route.continue().catch(() => {});
    });
    await tab.evaluate("history.back()");
    while (!held[0]) await tab.waitForTimeout(10);
    slow.open();
    await tab.waitForSelector("text=There are 2");
    held[0]();
    await tab.waitForTimeout(100);
    assert.equal(await tab.evaluate("globalThis.mark"), true, `${page} was left as it is`);
    // It has arrived: what is submitted is sent.
    await tab.click("text=slow");
    await tab.waitForSelector("text=There are 3");
  });
}

test("Back while the modules are still on their way shows the page of the address", async () => {
  site.pages.set("/a", () => `<main><h1>First</h1><form method="post" action="?_action=go"><button>Go</button></form></main>`);
  site.pages.set("/b", () => `<main><h1>Second</h1><form method="post" action="?_action=go"><button>Go</button></form></main>`);
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/b" }, page: "/b" }));
  await tab.goto(`${site.url}/a`);
  await ready(tab);
  await tab.click("text=Go");
  await tab.waitForSelector("text=Second");
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await tab.route(/\/(failure|labels)\.[\w-]{16}\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await tab.reload({ waitUntil: "commit" });
  // The listener comes first.
  await tab.waitForFunction(() => "postback" in globalThis);
  await tab.evaluate("history.back()");
  await tab.waitForURL("**/a");
  release();
  await tab.waitForSelector("text=First");
});
