// Where a page is scrolled to after a redirect, Back and a jump.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

const SMOOTH = "<link rel=stylesheet href=/smooth.css>";
const tall = (heading: string, inside = "") => `<main><h1>${heading}</h1>${inside}<div class="tall"></div><p id="part">Part</p>
  <form method="post" action="?_action=go" id="f"><button>Go</button></form><div class="tall"></div></main>`;

beforeEach(async () => {
  site = await Site.start();
  site.files.set("/smooth.css", { type: "text/css", body: "html { scroll-behavior: smooth } .tall { height: 4000px } #box { height: 100px; overflow: auto }" });
  site.pages.set("/", () => site.document(tall("Start", `<div id="box"><div class="tall"></div></div>`), SMOOTH));
  site.pages.set("/other", () => site.document(tall("Other", `<div id="box"><div class="tall"></div></div>`), SMOOTH));
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/other" }, page: "/other" }));
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const top = () => tab.evaluate("Math.round(scrollY)");
const scroll = (y: number) =>
  tab.evaluate((y) => {
    const ended = new Promise((resolve) => addEventListener("scrollend", resolve, { once: true }));
    scrollTo({ top: y, behavior: "instant" });
    return ended;
  }, y);
const press = () => tab.evaluate("document.querySelector('#f').requestSubmit()");

test("another page begins at its top, its scrollers too, and Back and Forward are where each was left", async () => {
  tab = await site.open(browser);
  await scroll(3_500);
  await tab.evaluate("document.querySelector('#box').scrollTop = 900");
  await press();
  await tab.waitForSelector("h1:text('Other')");
  assert.equal(await top(), 0);
  assert.equal(await tab.evaluate("document.querySelector('#box').scrollTop"), 0);
  await scroll(1_200);
  await tab.goBack();
  await tab.waitForSelector("h1:text('Start')");
  assert.equal(await top(), 3_500);
  await tab.goForward();
  await tab.waitForSelector("h1:text('Other')");
  assert.equal(await top(), 1_200);
  // Loaded anew, it is where it was, too.
  await tab.reload();
  for (let wait = 0; (await top()) !== 1_200; wait += 1) {
    assert.ok(wait < 100, `${await top()}`);
    await tab.waitForTimeout(20);
  }
});

test("who scrolls while the page of Back is on its way arrives where they were on it", async () => {
  tab = await site.open(browser);
  await scroll(3_500);
  await press();
  await tab.waitForSelector("h1:text('Other')");
  const held = gate<void>();
  await tab.route(`${site.url}/`, async (route) => {
    await held.wait;
    await route.continue();
  });
  await tab.evaluate("history.back()");
  await tab.waitForURL(`${site.url}/`);
  await scroll(700);
  held.open();
  await tab.waitForSelector("h1:text('Start')");
  await until(tab, "scrollY === 3500");
});

test("Back from a part of the page to the page itself is where that was left, also after a redirect", async () => {
  tab = await site.open(browser);
  site.pages.set("/other", () => site.document(tall("Other", `<a href="#part">To the part</a>`), SMOOTH.replace("smooth", "plain")));
  site.files.set("/plain.css", { type: "text/css", body: ".tall { height: 4000px }" });
  await press();
  await tab.waitForSelector("h1:text('Other')");
  await scroll(1_200);
  await tab.evaluate("document.querySelector('a').click()");
  await until(tab, "scrollY > 2000");
  await tab.waitForTimeout(100);
  await tab.evaluate("history.back()");
  await until(tab, "scrollY === 1200");
  await tab.evaluate("history.forward()");
  await until(tab, "scrollY > 2000");
});

test("a part of the page is jumped to at once, and again", async () => {
  tab = await site.open(browser);
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/#part" } }));
  const part = () => tab.evaluate("Math.round(document.querySelector('#part').getBoundingClientRect().top)");
  const arrives = async (what: string) => {
    for (let wait = 0; (await part()) !== 0; wait += 1) {
      assert.ok(wait < 100, `${what}: ${await part()}`);
      await tab.waitForTimeout(20);
    }
  };
  for (const from of [100, 200]) {
    await scroll(from);
    await tab.evaluate("globalThis.seen = new Set(); addEventListener('scroll', () => seen.add(scrollY))");
    await press();
    await arrives(`from ${from}`);
    assert.equal(await tab.evaluate("seen.size"), 1, "it is one step");
  }
  assert.equal(new URL(tab.url()).hash, "#part");
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/other#part" }, page: "/other" }));
  await press();
  await tab.waitForSelector("h1:text('Other')");
  await arrives("on another page");
});
