import assert from "node:assert/strict";
import { test } from "node:test";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";

const browser = await launch();

/** What a developer is told about a page with this body. */
async function warnings(body: string, head = ""): Promise<string[]> {
  const site = await Site.start();
  site.pages.set("/", () => site.document(body, `${head}<script type="module" src="/development.js"></script>`));
  const told: string[] = [];
  const context = await browser.newContext();
  const tab = await context.newPage();
  tab.on("console", (message) => message.type() === "warning" && told.push(message.text().split("\n")[0]!));
  await tab.goto(site.url);
  while (!(await tab.evaluate("'postback' in globalThis"))) await tab.waitForTimeout(10);
  await tab.evaluate("document.dispatchEvent(new Event('pb:commit'))");
  await context.close();
  await site.stop();
  return told;
}

const form = (inside: string, attributes = 'method="post" id="f"') => `<main><form ${attributes} action="?_action=x">${inside}</form></main>`;
const MULTIPART = 'method="post" enctype="multipart/form-data"';
const template = (target: string, kind = "text", content = "x") =>
  `<template data-pb-optimistic="${kind}" data-pb-target="${target}">${content}</template>`;

const row = (key = "", action = "x", inside = "") => `<li${key && ` data-key="${key}"`}><form method="post" action="?_action=${action}">${inside}<button>Go</button></form></li>`;

test("forms of one action that are told apart are not talked about", async () => {
  const apart = [
    `<ul>${row("a")}${row("b")}</ul>`,
    `<ul>${row("", "x", `<input name="a" id="a">`)}${row("", "x", `<input name="a" id="b">`)}</ul>`,
    `<ul>${row("", "x")}${row("", "y")}</ul>`,
    `<header>${form("", 'method="post"')}</header><footer>${form("", 'method="post"')}</footer>`,
  ];
  for (const body of apart) assert.deepEqual(await warnings(body), [], body);
});

test("a page that is right is not talked about", async () => {
  assert.deepEqual(
    await warnings(
      form(
        `<input name="a"><button data-pb-busy="Saving">Go</button><button formaction="?_action=y">Other</button>
        ${template("button")}${template("closest main", "append", `<p data-pb-slot="a"></p>`)}<p id="keep" data-pb-keep data-pb-busy-for="f"></p>`,
        'method="post" id="f" data-pb-lane="drop" data-pb-timeout="5"',
      ) + `<form action="/search"><input name="q"></form>` + form(`<input type="file" name="b" data-pb-max="2097152" data-pb-file="must be small"><progress data-pb-progress></progress>`, MULTIPART),
    ),
    [],
  );
});

for (const [name, page, sentence] of [
  ["a misspelt attribute", form(`<button data-pb-bussy="x">Go</button>`), /no attribute `data-pb-bussy`\. The attributes are data-pb-off, /],
  ["what is kept without a key", `<div data-pb-keep></div>`, /needs an `id`/],
  ["a key that occurs twice", `<ul><li data-key="i1"></li></ul><ul><li data-key="i1"></li></ul>`, /`data-key="i1"` occurs twice/],
  ["an id that occurs twice", `<p id="a"></p><p id="a"></p>`, /`id="a"` occurs twice/],
  ["two forms of one action in rows without keys", `<ul>${row()}${row()}${row("", "y")}</ul>`, /^postback: Two forms of one action .* a `data-key`\.$/],
  ["two forms of one action side by side", `<form method="post" action="?_action=x"></form><form method="post" action="?_action=x"></form>`, /^postback: Two forms of one action/],
  ["a GET form of an action", form("", 'id="f"'), /called with POST.*`method="post"`/],
  ["a button that makes it GET", form(`<button formaction="?_action=y" formmethod="get">Go</button>`), /called with POST/],
  ["another target", form("", 'method="post" target="_blank"'), /`target`/],
  ["an optimistic change of no kind", form(template("button", "toggle") + "<button>Go</button>"), /must be one of text, attr/],
  ["an optimistic change outside of a form", template("#x"), /into the form whose/],
  ["a target that is not there", form(template("#nowhere")), /No element matches `#nowhere`/],
  ["a target that is no selector", form(template("::(")), /is not a valid selector/],
  ["a target without a key", form(template("button") + "<button>Go</button>", 'method="post"'), /Neither `button` nor the form/],
  ["a field that hides a method of its form", form(`<input name="remove">`), /hides the method/],
  ["a progress without a file", form("<progress data-pb-progress></progress>"), /into a form with a file field/],
  ["a progress that is none", form(`<input type="file" name="a"><b data-pb-progress></b>`, `${MULTIPART} id="f"`), /works on a `<progress>` only/],
  ["a file of which only the name is sent", form(`<input type="file" name="a">`), /`enctype="multipart\/form-data"`/],
  ["a size that is no number", form(`<input type="file" name="a" data-pb-max="2 MiB" data-pb-file="must be small">`, `${MULTIPART} id="f"`), /maximum of bytes of one file/],
  ["a file field that cannot say what is wrong", form(`<input type="file" name="a" accept="image/png">`, `${MULTIPART} id="f"`), /add `data-pb-file`/],
  ["a slot without its field", form(template("button", "text", `<b data-pb-slot="titel"></b>`) + "<button>Go</button>"), /no field `titel`/],
] as const) {
  test(`${name} is told once`, async () => {
    const told = await warnings(page);
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told[0]!, sentence);
    assert.match(told[0]!, /^postback: /);
  });
}

test("a base of another page is told", async () => {
  const told = await warnings(form(""), `<base href="/elsewhere/">`);
  assert.match(told[0]!, /`<base>` makes it that of another one/);
});
