// Widgets that know nothing of us and that we know nothing of.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";

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
