// A page with a widget from npm: a form that it is in, another form, and what was sent.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import type { Browser, Page } from "playwright-core";

import { until } from "./chromium.ts";
import { Site } from "./site.ts";

/** A widget over a field, as an app would put it there. */
export interface Widget {
  name: string;
  /** Scripts and styles, by their names in `node_modules`. */
  files: readonly string[];
  /** The field as the server renders it, with `value` in it. Its `id` is `field`. */
  field: (value: string) => string;
  /** Makes the widget of `field`; what comes back is never looked at. */
  make: string;
  /** Chooses or types, as a person does. */
  fill: (tab: Page) => Promise<unknown>;
  /** What the person sees in it, as an expression. */
  shown: string;
  /** What is shown and sent when it was filled in, and when it was not. */
  full: { shown: string; sent: string; value: string };
  empty: { shown: string; sent: string };
  /** What there is exactly one of as long as the widget is there. */
  box: string;
}

export interface Shown {
  site: Site;
  tab: Page;
  close: () => Promise<void>;
}

/** Each is a file of the site; its tag is in the head. */
export async function withFiles(site: Site, files: readonly string[]): Promise<string> {
  const tags: string[] = [];
  for (const [index, file] of files.entries()) {
    const isStyle = file.endsWith(".css");
    const path = `/widget-${index}.${isStyle ? "css" : "js"}`;
    site.files.set(path, { type: isStyle ? "text/css" : "text/javascript", body: await readFile(new URL(`../../node_modules/${file}`, import.meta.url), "utf8") });
    tags.push(isStyle ? `<link rel="stylesheet" href="${path}">` : `<script src="${path}"></script>`);
  }
  // What they put into attributes and markup of their making.
  site.policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  return tags.join("");
}

/** What the server has in the field: after a refusal what was sent, and in a form that edits something
 * what was saved. */
export interface Served {
  value: string;
  count: number;
  problem: string;
}

export function bodyOf(widget: Widget, { value, count, problem }: Served): string {
  return `<main><h1>First</h1>${count % 2 ? "<p>One more paragraph</p>" : ""}
    <form method="post" action="?_action=save" id="f">${problem && `<p id="problem">${problem}</p>`}${widget.field(value)}<button id="save">Save</button></form>
    <form method="post" action="?_action=count" id="other"><button id="count">Count ${count}</button></form></main>`;
}

/** The page, with the widget made by a script at its end, or after the runtime came. */
export async function openWidget(browser: Browser, widget: Widget, made: "before" | "after", served: Served): Promise<Shown> {
  const site = await Site.start();
  // As the guide has it: what new elements need starts at `pb:commit`.
  const make = `const made = new WeakSet();
    function make() {
      for (const field of document.querySelectorAll("#field")) {
        if (made.has(field)) continue;
        made.add(field);
        ${widget.make}
      }
    }
    addEventListener("pb:commit", make);`;
  const head = await withFiles(site, widget.files);
  site.files.set("/make.js", { type: "text/javascript", body: make });
  const last = made === "before" ? `<script>make()</script>` : "";
  site.pages.set("/", () => site.document(bodyOf(widget, served) + last, `${head}<script src="/make.js"></script>`));
  site.pages.set("/2", () => site.document(`<main><h1>Second</h1></main>`, `${head}<script src="/make.js"></script>`));
  site.actions.set("count", () => {
    served.count += 1;
    site.clock! += 1;
    return {};
  });
  const tab = await site.open(browser);
  if (made === "after") await tab.evaluate("make()");
  const close = async (): Promise<void> => {
    await tab.context().close();
    await site.stop();
    assert.deepEqual(site.complaints, []);
  };
  return { site, tab, close };
}

/** Submits the form of the widget; what it has sent. */
export async function save({ site, tab }: Shown): Promise<string> {
  const before = site.calls.length;
  await tab.evaluate(`document.querySelector("#save").click()`);
  while (site.calls.length === before) await tab.waitForTimeout(10);
  await until(tab, `!document.querySelector("[aria-busy=true]")`);
  return site.calls.at(-1)!.body;
}

/** Submits the other form. */
export async function count({ tab }: Shown, served: Served): Promise<void> {
  const next = served.count + 1;
  await tab.evaluate(`document.querySelector("#count").click()`);
  await until(tab, `document.querySelector("#count").textContent === "Count ${next}" && !document.querySelector("[aria-busy=true]")`);
}

/** What the person sees, and how many boxes of the widget there are. */
export async function look({ tab }: Shown, widget: Widget): Promise<unknown[]> {
  return tab.evaluate(`[${widget.shown}, document.querySelectorAll(${JSON.stringify(widget.box)}).length]`) as Promise<unknown[]>;
}
