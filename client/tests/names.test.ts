// Fields that are called like a property of their form stand before it: `form.getAttribute` is the
// field then.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { launch, until } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
const site = await Site.start();
after(() => site.stop());

/** Every name that a form, or the document, has by itself. */
const namesOf = async (type: "HTMLFormElement" | "Document"): Promise<string[]> => {
  const tab = await browser.newPage();
  const names = await tab.evaluate((type) => {
    const names = new Set<string>();
    for (let from: object = globalThis[type].prototype; from; from = Object.getPrototypeOf(from)) {
      for (const name of Object.getOwnPropertyNames(from)) names.add(name);
    }
    return [...names];
  }, type);
  await tab.close();
  return names;
};

/** A submit that fails, is refused, is done and leads elsewhere. With the page's own means only: what drives
 * the browser asks the page in the ways that are tried here. */
async function walk(path: string, page: (heading: string, attributes?: string) => string): Promise<void> {
  site.pages.set(path, () => page("Open"));
  site.pages.set("/next", () => "<main><h1>Next</h1></main>");
  const held = gate<Reply>();
  site.actions.set("go", () => held.wait);
  const tab = await (await browser.newContext({ baseURL: site.url })).newPage();
  tab.on("pageerror", (error) => site.complaints.push(String(error)));
  const find = (selector: string) => `Document.prototype.querySelector.call(document, ${JSON.stringify(selector)})`;
  const textOf = (selector: string, text: string) => until(tab, `${find(selector)}?.textContent === ${JSON.stringify(text)}`);
  await tab.goto(path);
  await until(tab, "'postback' in globalThis");
  await until(tab, `performance.getEntriesByType("resource").filter(({ name }) => /failure|navigation|optimistic|labels|drafts|back/.test(name) && !/postback/.test(name)).length >= 6`);
  await tab.evaluate(`${find("#f [name=title]")}.value = "x"; ${find("#go")}.click()`);
  await textOf("b", "shown");
  held.open({ other: { status: 502, type: "text/html", body: "" } });
  await until(tab, `!!${find(".pb-failure button")}`);
  await textOf("b", "not yet");
  site.actions.set("go", () => ({
    head: { ok: false, status: 422, outcome: "invalid", errors: { title: ["is too short"] } },
    page: page("Refused", ' aria-invalid="true"'),
  }));
  await tab.evaluate(`${find(".pb-failure button")}.click()`);
  await textOf("h1", "Refused");
  await until(tab, `${find("#f [name=title]")}.matches(":focus") && ${find("#f [name=title]")}.value === "x"`);
  site.actions.set("go", () => ({ page: page("Done") }));
  await tab.evaluate(`${find("#go")}.click()`);
  await textOf("h1", "Done");
  await until(tab, `!${find("[aria-busy=true],[aria-disabled=true]")} && ${find("#f [name=title]")}.value === ""`);
  site.actions.set("go", () => ({ head: { outcome: "redirect", url: "/next" }, page: "/next" }));
  await tab.evaluate(`${find("#go")}.click()`);
  await textOf("h1", "Next");
  assert.equal(await tab.evaluate("document.querySelectorAll('form,img').length"), 0);
  await tab.context().close();
}

const form = (heading: string, attributes: string, fields: string): string => `<main><h1>${heading}</h1>
  <form method="post" action="?_action=go" id="f" class="${heading}" data-pb-draft="1">${fields}<input name="title"${attributes}>
    <button id="go" data-pb-busy="Waits">Go</button><template data-pb-optimistic="text" data-pb-target="b">shown</template><b>not yet</b></form></main>`;

test("a form with fields of all names that a form has by itself is as any other", async () => {
  const names = (await namesOf("HTMLFormElement")).filter((name) => name !== "title");
  assert.ok(names.length > 250 && names.includes("nextSibling"));
  await walk("/form", (heading, attributes = "") => form(heading, attributes, names.map((name) => `<input name="${name}">`).join("")));
  assert.deepEqual(site.complaints, []);
});

test("images and forms of all names that the document has do not stand before it", async () => {
  const names = await namesOf("Document");
  assert.ok(names.includes("body") && names.includes("querySelector"));
  await walk("/document", (heading, attributes = "") => names.map((name) => `<img name="${name}" alt="">`).join("") + form(heading, attributes, "") + `<form name="body"></form>`);
  assert.deepEqual(site.complaints, []);
});
