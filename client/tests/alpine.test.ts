// What the suite of Alpine's own morph is about, in cases of ours: Alpine is there before the runtime, and
// the server's answer changes the page under it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { launch, until } from "./chromium.ts";
import { Site } from "./site.ts";
import { withFiles } from "./widget.ts";

interface Case {
  about: string;
  from: string;
  /** What the person does there. */
  doing?: string;
  to: string;
  /** What must be true then. */
  holds: string;
  /** What is true with theirs, and why not with ours. */
  different?: [theirs: string, reason: string];
}

const COUNTER = (label: string, attributes = "") => `<div x-data="{ count: 1 }"${attributes}><button type="button" id="add" x-on:click="count++">${label}</button><b x-text="count"></b></div>`;
const row = (label: string, key = "") => `<li${key && ` data-key="${key}"`}>${label}<input></li>`;
const add = `document.querySelector("#add").click()`;
const type = (nth: number, text: string) => `document.querySelectorAll("input")[${nth}].value = "${text}"`;
const values = `[...document.querySelectorAll("input")].map((input) => input.value).join()`;
const text = (selector: string) => `document.querySelector("${selector}").textContent.trim()`;

const CASES: Case[] = [
  { about: "a component keeps its state on the same page", from: COUNTER("Add"), doing: add, to: COUNTER("Add"), holds: `${text("b")} === "2"` },
  { about: "a component keeps its state when a label changes", from: COUNTER("Add"), doing: add, to: COUNTER("Add one", ' class="new"'), holds: `${text("b")} === "2" && ${text("#add")} === "Add one"` },
  {
    about: "the state is that of an outer component",
    from: `<section x-data="{ count: 1 }"><p class="a"><button type="button" id="add" @click="count++">Add</button><b x-text="count"></b></p></section>`,
    doing: add,
    to: `<section x-data="{ count: 1 }"><p class="b"><button type="button" id="add" @click="count++">Add</button><b x-text="count"></b></p></section>`,
    holds: `${text("b")} === "2" && document.querySelector("p").className === "b"`,
  },
  {
    about: "components in components keep theirs",
    from: `<div x-data="{ open: false }"><i x-text="open"></i>${COUNTER("Add")}</div>`,
    doing: add,
    to: `<div x-data="{ open: false }"><i x-text="open"></i><p>New</p>${COUNTER("Add")}</div>`,
    holds: `${text("b")} === "2" && ${text("i")} === "false"`,
  },
  {
    about: "what is teleported keeps its state, and follows its template",
    from: `<div x-data="{ count: 1 }"><button type="button" id="add" @click="count++">Add</button><template x-teleport="#there"><p><b x-text="count"></b><i>old</i></p></template></div><div id="there"></div>`,
    doing: add,
    to: `<div x-data="{ count: 1 }"><button type="button" id="add" @click="count++">Add</button><template x-teleport="#there"><p><b x-text="count"></b><i>new</i></p></template></div><div id="there"></div>`,
    holds: `${text("b")} === "2" && document.querySelectorAll("#there p").length === 1 && document.querySelector("template").content.textContent.includes("new")`,
    different: [`${text("i")} === "new"`, "what a script has made of a template is the script's until it makes it again"],
  },
  {
    about: "a row without a key before another one",
    from: `<ul>${row("b")}</ul>`,
    doing: type(0, "typed"),
    to: `<ul>${row("a")}${row("b")}</ul>`,
    holds: `${values} === ",typed"`,
    different: [`${values} === "typed,"`, "what has not changed is found from both ends: what was typed stays beside its label"],
  },
  { about: "two rows without keys before another one", from: `<ul>${row("c")}</ul>`, doing: type(0, "typed"), to: `<ul>${row("a")}${row("b")}${row("c")}</ul>`, holds: `${values} === ",,typed"` },
  { about: "rows with keys before another one", from: `<ul>${row("c", "3")}</ul>`, doing: type(0, "typed"), to: `<ul>${row("a", "1")}${row("b", "2")}${row("c", "3")}</ul>`, holds: `${values} === ",,typed"` },
  {
    about: "a row with a key goes",
    from: `<ul>${row("a", "1")}${row("b", "2")}${row("c", "3")}</ul>`,
    doing: `${type(0, "one")}; ${type(2, "three")}`,
    to: `<ul>${row("a", "1")}${row("c", "3")}</ul>`,
    holds: `${values} === "one,three"`,
  },
  { about: "another key is another row", from: `<ul>${row("a", "1")}</ul>`, doing: type(0, "typed"), to: `<ul>${row("b", "2")}</ul>`, holds: `${values} === "" && document.querySelectorAll("li").length === 1` },
  { about: "text behind an element", from: `<h2>One <br> two</h2>`, to: `<h2>One <br> three</h2>`, holds: `document.querySelector("h2").innerHTML === "One <br> three"` },
  {
    about: "an element comes first, and another one changes",
    from: `<p><span><b>two</b><i class="a">three</i></span></p>`,
    to: `<p><span>one</span><span><b>two</b><i class="b">three</i></span></p>`,
    holds: `document.querySelector("p").innerHTML === '<span>one</span><span><b>two</b><i class="b">three</i></span>'`,
  },
  { about: "other elements among text", from: `<p id="a">Hello <span>you</span></p>`, to: `<p id="b">Welcome <b>all</b>!</p>`, holds: `document.querySelector("#b").innerHTML === "Welcome <b>all</b>!" && !document.querySelector("#a")` },
  { about: "cells of a table", from: `<table><tbody><tr><td>1</td></tr></tbody></table>`, to: `<table><tbody><tr><td>2</td></tr></tbody></table>`, holds: `${text("td")} === "2"` },
  {
    about: "a row between comments",
    from: `<main><!--if-->${row("a")}<!--end-->${row("c")}</main>`,
    doing: `${type(0, "one")}; ${type(1, "three")}`,
    to: `<main><!--if-->${row("a")}${row("b")}<!--end-->${row("c")}</main>`,
    holds: `${values} === "one,,three"`,
  },
  {
    about: "a listener that comes with an attribute",
    from: `<div x-data="{ said: 'a' }"><button type="button" id="say" x-text="said"></button></div>`,
    to: `<div x-data="{ said: 'a' }"><button type="button" id="say" @click="said = 'b'" x-text="said"></button></div>`,
    holds: `(document.querySelector("#say").click(), new Promise(requestAnimationFrame).then(() => ${text("#say")} === "b"))`,
  },
];

const browser = await launch();

for (const { about, from, doing, to, holds, different } of CASES) {
  test(`under Alpine: ${about}`, async () => {
    const site = await Site.start();
    const head = await withFiles(site, ["alpinejs/dist/cdn.min.js"]).then((tag) => tag.replace("<script", "<script defer"));
    let body = from;
    site.pages.set("/", () => site.document(`${body}<form method="post" action="?_action=go" id="f"><button id="go">Go</button></form>`, head));
    site.actions.set("go", () => {
      body = to;
      return {};
    });
    const tab = await site.open(browser);
    if (doing) await tab.evaluate(doing);
    await tab.evaluate("new Promise(requestAnimationFrame)");
    await tab.evaluate(`document.querySelector("#go").click()`);
    while (!site.calls[0]) await tab.waitForTimeout(10);
    await until(tab, `!document.querySelector("[aria-busy]")`);
    await tab.evaluate("new Promise(requestAnimationFrame)");
    assert.equal(await tab.evaluate(holds), true, await tab.evaluate("document.body.innerHTML") as string);
    if (different) assert.equal(await tab.evaluate(different[0]), false, `no longer different: ${different[1]}`);
    await tab.context().close();
    await site.stop();
    assert.deepEqual(site.complaints, []);
  });
}
