// What a user enters while an answer is on its way, in a real browser.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { gate, ready, Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

beforeEach(async () => {
  site = await Site.start();
});
afterEach(async () => {
  await tab?.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

/** Opens the page, whose action waits for what is returned. */
async function waiting(page: () => string, action: (fields: URLSearchParams) => void = () => {}): Promise<() => Promise<void>> {
  const held = gate<void>();
  site.pages.set("/", page);
  site.actions.set("save", async ({ fields }) => {
    action(fields);
    site.clock! += 1;
    await held.wait;
    return {};
  });
  tab = await site.open(browser);
  await ready(tab);
  return async () => {
    held.open();
    await tab.waitForSelector("[aria-busy=true]", { state: "detached" });
  };
}

test("what the user has changed back while the answer was on its way stays", async () => {
  let name = "Bob";
  let isOn = false;
  const answer = await waiting(
    () => `<form method="post" action="?_action=save"><input name="name" value="${name}"><input type="checkbox" name="on"${isOn ? " checked" : ""}><button id="s">Save</button></form>`,
    (fields) => {
      name = fields.get("name")!;
      isOn = fields.has("on");
    },
  );
  await tab.fill("[name=name]", "Rob");
  await tab.check("[name=on]");
  await tab.click("#s");
  await until(tab, `document.querySelector("[aria-busy=true]")`);
  await tab.fill("[name=name]", "Bob");
  await tab.uncheck("[name=on]");
  await answer();
  assert.deepEqual([await tab.inputValue("[name=name]"), await tab.isChecked("[name=on]")], ["Bob", false]);
});

test("a question in a dialog closes itself only, where its form asks for it as well", async () => {
  const answer = await waiting(() => `<dialog id="outer"><dialog id="inner"><form method="post" action="?_action=save" data-pb-close><button data-pb-close id="s">Yes</button></form></dialog></dialog>`);
  await tab.evaluate(`outer.showModal(), inner.showModal()`);
  await tab.click("#s");
  await answer();
  await until(tab, `!inner.open`);
  assert.equal(await tab.evaluate(`outer.open`), true);
});

test("a dialog stays open over text in a row that a script has added", async () => {
  const answer = await waiting(() => `<dialog id="d"><form method="post" action="?_action=save" data-pb-close><input name="title"><ul></ul><button id="s">Add</button></form></dialog>`);
  await tab.evaluate(`d.showModal(); document.querySelector("ul").append(Object.assign(document.createElement("input"), { name: "tag" }))`);
  await tab.click("#s");
  await until(tab, `document.querySelector("[aria-busy=true]")`);
  await tab.fill("[name=tag]", "typed while waiting");
  await answer();
  assert.equal(await tab.evaluate(`d.open`), true);
});

test("two marked texts of one paragraph stay whole when one of them changes", async () => {
  let count = 1;
  const answer = await waiting(
    () => `<p id="p">Order of Ada, see <a href="/x">here</a>, sum of <b>${count}</b> of all ${count}</p><form method="post" action="?_action=save"><button id="s">Count</button></form>`,
    () => (count += 1),
  );
  await tab.evaluate(() => {
    const texts = [...document.querySelector("#p")!.childNodes].filter((node) => node instanceof Text);
    for (const text of texts) {
      const at = text.data.indexOf(" of ");
      if (at < 0) continue;
      const found = text.splitText(at + 1);
      found.splitText(2);
      const mark = document.createElement("mark");
      found.replaceWith(mark);
      mark.append(found);
    }
  });
  await tab.click("#s");
  await answer();
  assert.equal(await tab.textContent("#p"), "Order of Ada, see here, sum of 2 of all 2");
});
