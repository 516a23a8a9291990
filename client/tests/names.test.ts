// Fields that are called like a property of their form stand before it: `form.getAttribute` is the
// field then.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { launch } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
const site = await Site.start();
after(() => site.stop());

/** What the way of a submit asks of its form, and what it may seem to. */
const NAMES = ["action", "method", "target", "enctype", "elements", "id", "submit", "requestSubmit", "reset", "noValidate", "reportValidity",
  "addEventListener", "dispatchEvent", "querySelector", "closest", "dataset", "classList", "prepend", "append", "isConnected", "ownerDocument",
  "removeAttribute", "replaceChildren", "focus", "name", "length", "children", "attributes", "style", "hidden"];

const page = (name: string, heading: string, attributes = "") => `<main><h1>${heading}</h1>
  <form method="post" action="?_action=${name}" id="f" class="${heading}"><input name="${name}" value="a"><input name="title"${attributes}>
    <button data-pb-busy="Waits">Go</button><template data-pb-optimistic="text" data-pb-target="b">shown</template><b>not yet</b></form></main>`;

/** A submit that fails, is refused, and is done. */
async function walk(name: string): Promise<void> {
  site.pages.set(`/${name}`, () => page(name, "Open"));
  const held = gate<Reply>();
  site.actions.set(name, () => held.wait);
  const tab = await site.open(browser, `/${name}`);
  tab.setDefaultTimeout(3_000);
  try {
    await tab.fill("[name=title]", "x");
    await tab.click("button");
    assert.equal(await tab.textContent("b"), "shown");
    held.open({ other: { status: 502, type: "text/html", body: "" } });
    await tab.waitForSelector(".pb-failure");
    assert.equal(await tab.textContent("b"), "not yet");
    site.actions.set(name, () => ({
      head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] } },
      page: page(name, "Refused", ' aria-invalid="true"'),
    }));
    await tab.click("text=Try again");
    await tab.waitForSelector("text=Refused");
    assert.equal(await tab.evaluate("document.activeElement.name"), "title");
    site.actions.set(name, () => ({ page: page(name, "Done") }));
    await tab.click("button");
    await tab.waitForSelector("form.Done");
    await tab.waitForSelector("[aria-busy=true],[aria-disabled=true]", { state: "detached" });
    assert.equal(await tab.inputValue("[name=title]"), "");
    // It goes, too.
    site.actions.set(name, () => ({ page: "<main><h1>Gone</h1></main>" }));
    await tab.click("button");
    await tab.waitForSelector("text=Gone");
    assert.equal(await tab.locator("form").count(), 0);
  } finally {
    await tab.context().close();
  }
}

test("a form with a field of any name is sent, shown, refused, done and removed as any other", async () => {
  const names = [...NAMES];
  const wrong: string[] = [];
  const next = async (): Promise<void> => {
    for (let name = names.pop(); name; name = names.pop()) {
      await walk(name).catch((error: Error) => wrong.push(`${name}: ${error.message.split("\n")[0]}`));
    }
  };
  await Promise.all([next(), next(), next()]);
  assert.deepEqual([wrong, site.complaints], [[], []]);
});

test("a form whose fields keep an answer from being shown is not busy for ever, and is sent again", async () => {
  for (const name of ["cloneNode", "isEqualNode", "querySelectorAll", "matches", "getAttributeNames"]) {
    site.pages.set(`/${name}`, () => page(name, "Open"));
    site.actions.set(name, () => ({ page: page(name, "Done") }));
    const tab = await site.open(browser, `/${name}`);
    site.calls.length = 0;
    for (const count of [1, 2]) {
      await tab.evaluate("HTMLFormElement.prototype.requestSubmit.call(document.querySelector('#f'))");
      for (let wait = 0; site.calls.length < count || (await tab.evaluate("!!document.querySelector('[aria-busy=true],[aria-disabled=true]')")); wait += 1) {
        assert.ok(wait < 250, `${name}, submit ${count}`);
        await tab.waitForTimeout(20);
      }
    }
    await tab.context().close();
  }
  // What was thrown is reported, and nothing else.
  for (const complaint of site.complaints.splice(0)) assert.match(complaint, /is not a function|is not iterable/);
});
