// Widgets that know nothing of us and that we know nothing of.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
const require = createRequire(import.meta.url);

test("a date picker and a rich select survive a refresh, with what was chosen in them", async () => {
  const site = await Site.start();
  for (const [path, file, type] of [
    ["/flatpickr.js", "flatpickr/dist/flatpickr.min.js", "text/javascript"],
    ["/flatpickr.css", "flatpickr/dist/flatpickr.min.css", "text/css"],
    ["/tom-select.js", "tom-select/dist/js/tom-select.complete.min.js", "text/javascript"],
    ["/tom-select.css", "tom-select/dist/css/tom-select.min.css", "text/css"],
  ] as const) {
    site.files.set(path, { type, body: await readFile(require.resolve(file), "utf8") });
  }
  let count = 0;
  const head = `<link rel="stylesheet" href="/flatpickr.css"><link rel="stylesheet" href="/tom-select.css"><script defer src="/flatpickr.js"></script><script defer src="/tom-select.js"></script>`;
  site.pages.set("/", () =>
    site.document(
      `<main><p id="count">${count}</p>${count % 2 ? "<p>One more paragraph</p>" : ""}
      <form method="post" action="?_action=plan" id="plan"><input name="day" id="day"${count ? ' aria-describedby="count"' : ""}>${count > 1 ? '<p id="day-error">no</p>' : ""}
        <select name="tags" id="tags" multiple class="wide${count % 2 ? " odd" : ""}"><option value="a">Apples<option value="b">Bread<option value="c">Cheese</select></form>
      <form method="post" action="?_action=count" id="other"><button>Count</button></form></main>`,
      head,
    ),
  );
  site.actions.set("count", () => {
    count += 1;
    site.clock! += 1;
    return {};
  });
  site.actions.set("plan", () => ({}));
  // A policy of their own: both put code into attributes or markup of their making.
  site.policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  const tab = await site.open(browser);
  await tab.evaluate("globalThis.picker = flatpickr('#day'); globalThis.select = new TomSelect('#tags'); picker.setDate('2026-11-23'); select.addItem('b')");

  for (let round = 1; round <= 3; round += 1) {
    await tab.click("#other button");
    await tab.waitForSelector(`#count:text-is("${round}")`);
    assert.deepEqual(
      await tab.evaluate(`[document.querySelector("#day").value, select.getValue().join(), document.querySelectorAll(".ts-wrapper").length,
        document.querySelectorAll(".flatpickr-calendar").length, document.querySelector("#day")._flatpickr === picker,
        document.querySelector("#tags").matches(".ts-hidden-accessible.wide"), document.querySelector("#tags").matches(".odd")]`),
      ["2026-11-23", "b", 1, 1, true, true, round % 2 === 1],
    );
  }
  // They still work, and what they hold is what is sent.
  await tab.evaluate("picker.open()");
  await tab.click(".flatpickr-day[aria-label='November 25, 2026']");
  await tab.click(".ts-control");
  await tab.click(".ts-dropdown [data-value=c]");
  await tab.evaluate("document.querySelector('#plan').requestSubmit()");
  while (site.calls.at(-1)?.action !== "plan") await tab.waitForTimeout(10);
  assert.equal(site.calls.at(-1)!.body, "day=2026-11-25&tags=b&tags=c");
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

/** A page with these scripts, whose policy lets them do what they do. */
async function open(head: [file: string, attributes: string][], body: () => string): Promise<{ site: Site; tab: Page; close: () => Promise<void> }> {
  const site = await Site.start();
  const tags: string[] = [];
  for (const [index, [file, attributes]] of head.entries()) {
    const isStyle = file.endsWith(".css");
    const path = `/widget-${index}.${isStyle ? "css" : "js"}`;
    site.files.set(path, { type: isStyle ? "text/css" : "text/javascript", body: await readFile(require.resolve(file), "utf8") });
    tags.push(isStyle ? `<link rel="stylesheet" href="${path}">` : `<script src="${path}" ${attributes}></script>`);
  }
  site.pages.set("/", () => site.document(body(), tags.join("")));
  site.policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  const tab = await site.open(browser);
  const close = async (): Promise<void> => {
    await tab.context().close();
    await site.stop();
    assert.deepEqual(site.complaints, []);
  };
  return { site, tab, close };
}

const sent = async (site: Site, tab: Page, count: number) => {
  while (site.calls.length < count) await tab.waitForTimeout(10);
  await tab.waitForSelector("#f[aria-busy=true]", { state: "detached" });
  return site.calls[count - 1]!.body;
};

test("Alpine's model is what the field shows, also after a success", async () => {
  const { site, tab, close } = await open([["alpinejs/dist/cdn.min.js", "defer"]], () =>
    `<form method="post" action="?_action=add" id="f" x-data="{ title: '' }"><input name="title" x-model="title"><b x-text="title.length"></b><button>Add</button></form>`);
  site.actions.set("add", () => ({}));
  await tab.fill("input", "typed");
  await tab.click("button");
  assert.equal(await sent(site, tab, 1), "title=typed");
  await until(tab, `document.querySelector("b").textContent === "0"`);
  assert.equal(await tab.inputValue("input"), "");
  await tab.click("button");
  assert.equal(await sent(site, tab, 2), "title=");
  await close();
});

test("the runtime waits for what tells widgets, so that none of them misses a success", async () => {
  const { site, tab, close } = await open([["alpinejs/dist/cdn.min.js", "defer"]], () =>
    `<form method="post" action="?_action=add" id="f" x-data="{ title: '' }"><input name="title" x-model="title"><b x-text="title.length"></b><button>Add</button></form>`);
  site.actions.set("add", () => ({}));
  const held = gate<void>();
  const asked = gate<void>();
  await tab.route("**/widgets.*", async (route) => {
    asked.open();
    await held.wait;
    await route.continue();
  });
  await tab.goto("/", { waitUntil: "commit" });
  await asked.wait;
  await tab.fill("input", "typed");
  await until(tab, `document.querySelector("b").textContent === "5"`);
  const submitted = tab.evaluate("postback.submit(document.querySelector('#f')).then(({ outcome }) => outcome)");
  await tab.waitForTimeout(50);
  assert.equal(site.calls.length, 0);
  held.open();
  assert.deepEqual([await submitted, site.calls[0]!.body], ["done", "title=typed"]);
  await until(tab, `document.querySelector("b").textContent === "0"`);
  await close();
});

test("Tom Select, made before the runtime came, shows what it sends after a success", async () => {
  const { site, tab, close } = await open([["tom-select/dist/js/tom-select.complete.min.js", ""], ["tom-select/dist/css/tom-select.min.css", ""]], () =>
    `<form method="post" action="?_action=add" id="f"><select name="tags" id="tags" multiple><option value="a">Apples<option value="b">Bread</select><button>Add</button></form><script>globalThis.select ??= new TomSelect("#tags", { plugins: ["change_listener"] })</script>`);
  site.actions.set("add", () => ({}));
  for (let round = 1; round <= 2; round += 1) {
    await tab.evaluate(`select.addItem("b")`);
    await tab.evaluate(`document.querySelector("#f").requestSubmit()`);
    assert.equal(await sent(site, tab, round), "tags=b");
    await until(tab, `select.items.length === 0`);
    assert.deepEqual(await tab.evaluate(`[document.querySelectorAll(".ts-wrapper").length, document.querySelectorAll(".ts-wrapper .item").length, document.querySelector("#tags").matches(".tomselected")]`), [1, 0, true]);
  }
  await close();
});

test("Trix is empty when its form was emptied, and what is still being written stays", async () => {
  const { site, tab, close } = await open([["trix/dist/trix.umd.min.js", "defer"], ["trix/dist/trix.css", ""]], () =>
    `<form method="post" action="?_action=add" id="f"><input type="hidden" name="text" id="text"><trix-editor input="text"></trix-editor><button>Add</button></form>`);
  site.actions.set("add", () => ({}));
  const editor = () => tab.evaluate<string>(`document.querySelector("trix-editor").textContent.trim()`);
  await tab.click("trix-editor");
  await tab.keyboard.type("written");
  await tab.click("#f > button");
  assert.match(decodeURIComponent(await sent(site, tab, 1)), /written/);
  await until(tab, `document.querySelector("trix-editor").textContent.trim() === ""`);
  assert.equal(await tab.inputValue("#text"), "");
  const held = gate<Reply>();
  site.actions.set("add", () => held.wait);
  await tab.click("trix-editor");
  await tab.keyboard.type("one");
  await tab.evaluate(`document.querySelector("#f").requestSubmit()`);
  await tab.keyboard.type(" and two");
  held.open({});
  await sent(site, tab, 2);
  assert.equal(await editor(), "one and two");
  await close();
});

test("a modal of Bootstrap is gone with its backdrop on another page, which can be used", async () => {
  const { site, tab, close } = await open([["bootstrap/dist/js/bootstrap.bundle.min.js", "defer"], ["bootstrap/dist/css/bootstrap.min.css", ""]], () =>
    `<button type="button" id="open" data-bs-toggle="modal" data-bs-target="#m">Open</button>
     <div class="modal" id="m" tabindex="-1"><div class="modal-dialog"><div class="modal-content"><form method="post" action="?_action=go" id="f"><button id="go">Go</button></form></div></div></div>`);
  site.pages.set("/2", () => site.document(`<main><h1>Second</h1><button onclick="this.textContent = 'Pressed'">Press</button></main>`));
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/2" }, page: "/2" }));
  await tab.click("#open");
  await tab.waitForSelector(".modal-backdrop");
  await tab.click("#go");
  await tab.waitForSelector("text=Second");
  assert.deepEqual(await tab.evaluate(`[document.querySelectorAll(".modal-backdrop").length, document.body.className, document.body.style.overflow]`), [0, "", ""]);
  await tab.click("text=Press");
  await tab.waitForSelector("text=Pressed");
  await close();
});
