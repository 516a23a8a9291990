// Back to a page that the browser has kept from before an action of this tab.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";

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
  await tab.waitForFunction(() => "postback" in globalThis);
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
