import assert from "node:assert/strict";
import { test } from "node:test";

import { body, evaluate, show } from "../tests/shown.ts";

const TAG = '<li><input name="tag"></li>';
/** Returns the typed values, in document order. */
const typed = () => evaluate(`return [...document.querySelectorAll("input")].map((field) => field.value)`);
const type = (...values: string[]) => evaluate(`${JSON.stringify(values)}.forEach((value, index) => (document.querySelectorAll("input")[index].value = value))`);
const morphTo = (html: string) => evaluate(`morphTo(${JSON.stringify(html)})`);

for (const [name, next, expected] of [
  ["a class on the first", `<ul><li class="a"><input name="tag"></li>${TAG}${TAG}</ul>`, ["A", "B", "C"]],
  ["a class on the second", `<ul>${TAG}<li class="a"><input name="tag"></li>${TAG}</ul>`, ["A", "B", "C"]],
  ["a class on the last", `<ul>${TAG}${TAG}<li class="a"><input name="tag"></li></ul>`, ["A", "B", "C"]],
  ["classes on two", `<ul><li class="a"><input name="tag"></li>${TAG}<li class="b"><input name="tag"></li></ul>`, ["A", "B", "C"]],
  ["an error in front", `<ul><li>error</li>${TAG}${TAG}${TAG}</ul>`, ["A", "B", "C"]],
  ["one more at the end", `<ul>${TAG}${TAG}${TAG}${TAG}</ul>`, ["A", "B", "C", ""]],
] as const) {
  test(`what was typed into rows that are alike stays in its row: ${name}`, async () => {
    await show(`<ul>${TAG}${TAG}${TAG}</ul>`);
    await type("A", "B", "C");
    await morphTo(next);
    assert.deepEqual(await typed(), expected);
  });
}

test("ticks, the focus and what is open stay in their row, too", async () => {
  const row = (attributes = "") => `<div${attributes}><input type="checkbox" name="done"><details><summary>More</summary></details><button>Go</button></div>`;
  await show(`<main>${row()}${row()}${row()}</main>`);
  await evaluate(`$("div:nth-child(2) input").checked = true; $("div:nth-child(2) details").open = true; $("div:nth-child(2) button").focus()`);
  await morphTo(`<main>${row(' class="now"')}${row()}${row()}</main>`);
  assert.deepEqual(
    await evaluate(`return [...document.querySelectorAll("div")].map((row) => [row.querySelector("input").checked, row.querySelector("details").open, row.contains(document.activeElement)])`),
    [[false, false, false], [true, true, true], [false, false, false]],
  );
});

test("rows that differ keep what was typed, wherever they go", async () => {
  const row = (name: string, more = "") => `<li>${name} <input name="count">${more}</li>`;
  await show(`<ul>${row("Milk")}${row("Bread")}${row("Eggs")}</ul>`);
  await type("1", "2", "3");
  await morphTo(`<ul>${row("Eggs")}${row("Bread")}${row("Tea")}</ul>`);
  assert.deepEqual(await typed(), ["3", "2", "1"].with(2, (await typed() as string[])[2]!));
  await show(`<ul>${row("Milk")}${row("Bread")}${row("Eggs")}</ul>`);
  await type("1", "2", "3");
  await morphTo(`<ul>${row("Bread")}${row("Eggs")}</ul>`);
  assert.deepEqual(await typed(), ["2", "3"]);
});

test("a field is not taken for another one that asks for something else", async () => {
  await show(`<form><input name="city"><input type="radio" name="r" value="a"><input type="radio" name="r" value="b"></form>`);
  await evaluate(`$("[name=city]").value = "Paris"; $("[value=a]").checked = true`);
  await morphTo(`<form><input name="street"><input type="radio" name="r" value="b" class="x"><input type="radio" name="r" value="c"></form>`);
  assert.deepEqual(await evaluate(`return [$("[name=street]").value, $("[value=b]").checked, $("[value=c]").checked]`), ["", false, false]);
});

test("a key that occurs twice is each one's in its own parent, and nothing moves across the page", async () => {
  const lists = (pinned: string, all: string) => `<ul id="pinned"><li data-key="i1">${pinned}</li></ul><ul id="all"><li data-key="i0">0</li><li data-key="i1">${all}</li></ul>`;
  await show(lists("one", "one"));
  await evaluate(`window.rows = [...document.querySelectorAll("[data-key=i1]")]`);
  for (const [pinned, all] of [["one", "1"], ["uno", "1"], ["uno", "uno"]] as const) {
    await morphTo(lists(pinned, all));
    assert.equal(await body(), lists(pinned, all));
    assert.equal(await evaluate(`return [...document.querySelectorAll("[data-key=i1]")].every((row, index) => row === rows[index])`), true);
  }
});

test("a key that comes a second time does not take the element of the first", async () => {
  await show(`<ul id="pinned"></ul><ul id="all"><li data-key="i1"><input name="x"></li></ul>`);
  await type("typed");
  const next = `<ul id="pinned"><li data-key="i1"><input name="x"></li></ul><ul id="all"><li data-key="i1"><input name="x"></li></ul>`;
  await morphTo(next);
  assert.equal(await body(), next);
  assert.deepEqual(await typed(), ["", "typed"]);
  await morphTo(`<ul id="pinned"></ul><ul id="all"><li data-key="i1"><input name="x"></li></ul>`);
  assert.deepEqual(await typed(), ["typed"]);
});

test("data in scripts and text templates follow the server, and what a browser would run is left alone", async () => {
  const page = (n: number) =>
    `<script type="application/json" id="data">{"n":${n}}</script><script type="application/ld+json">{"n":${n}}</script><script type="text/x-template">t${n}</script><script>window.ran = (window.ran ?? 0) + ${n}</script><script type="module">window.module = ${n}</script>`;
  await show(page(1));
  await morphTo(page(2));
  assert.deepEqual(await evaluate(`return [...document.body.querySelectorAll("script:not([src])")].slice(0, 4).map((script) => script.textContent)`), [
    '{"n":2}',
    '{"n":2}',
    "t2",
    "window.ran = (window.ran ?? 0) + 1",
  ]);
  assert.deepEqual(await evaluate(`return [ran, window.module]`), [1, 1]);
});

test("what is around a key that occurs twice is not found by it", async () => {
  const row = `<ul><li data-key="i1"><input name="x"></li></ul>`;
  await show(`<div class="pinned">${row}</div><div class="full">${row}</div>`);
  await type("pinned", "full");
  await evaluate(`window.full = $(".full")`);
  await morphTo(`<div class="none"></div><div class="full">${row}</div>`);
  assert.deepEqual([await typed(), await evaluate(`return full === $(".full")`)], [["full"], true]);
});

test("the row that was shown before the server had it becomes the one with a key, and no other", async () => {
  const list = (head: string, rows: string) => `<ul><li>${head}<details><summary>More</summary></details></li>${rows}</ul>`;
  await show(list("1 item", `<li data-key="made.0" data-pb-optimistic="new">New</li>`));
  await evaluate(`window.head = $("li"); $("details").open = true; window.made = $("[data-key]")`);
  await morphTo(list("2 items", `<li data-key="i2">New</li>`));
  assert.equal(await evaluate(`return head === $("li") && $("details").open && made === $("[data-key=i2]")`), true);
});

const FIELD = '<input name="title">';
for (const [name, before, after] of [
  ["wrapped", FIELD, `<div class="error">${FIELD}<p>Too short</p></div>`],
  ["wrapped twice", `<p>${FIELD}</p>`, `<div class="error"><p><span>${FIELD}</span></p></div>`],
  ["unwrapped", `<div><p>${FIELD}</p></div>`, FIELD],
  ["put into something else", `<p>Title ${FIELD}</p>`, `<div>Title ${FIELD}</div>`],
  ["wrapped together with its form", FIELD, FIELD],
] as const) {
  for (const withMove of [true, false]) {
    test(`a field without an id that is ${name} keeps text, file, focus and caret${withMove ? "" : ", without moveBefore"}`, async () => {
      const file = (field: string) => field.replace("title", "file").replace("<input", '<input type="file"');
      const form = (inside: string) => `<form action="?a"><h2>New</h2>${inside}${file(inside)}<textarea name="text"></textarea></form>`;
      await show(`<main>${form(before)}</main>`);
      if (!withMove) await evaluate(`delete Element.prototype.moveBefore`);
      await evaluate(`window.fields = [...document.querySelectorAll("input")]; fields[0].value = "typed"; fields[0].focus(); fields[0].setSelectionRange(1, 3);
        const files = new DataTransfer(); files.items.add(new File(["x"], "x.txt")); fields[1].files = files.files`);
      await morphTo(name.includes("form") ? `<main><section><p>Problems</p>${form(after)}</section></main>` : `<main>${form(after)}</main>`);
      assert.deepEqual(
        await evaluate(`const [title, file] = document.querySelectorAll("input"); return [title === fields[0], title.value, title.selectionStart, title.selectionEnd, document.activeElement === title, file.files[0]?.name]`),
        [true, "typed", 1, 3, true, "x.txt"],
      );
      assert.equal(await body(), name.includes("form") ? `<main><section><p>Problems</p>${form(after)}</section></main>` : `<main>${form(after)}</main>`);
    });
  }
}

test("fields of one name that are wrapped stay in their order, and in their form", async () => {
  const form = (action: string, wrap: (field: string) => string) => `<form action="?${action}">${wrap('<input name="tag">')}${wrap('<input name="tag">')}</form>`;
  await show(form("a", (field) => field) + form("b", (field) => `<p>${field}</p>`));
  await type("A1", "A2", "B1", "B2");
  await morphTo(form("a", (field) => `<label>${field}</label>`) + form("b", (field) => `<div>${field}</div>`));
  assert.deepEqual(await typed(), ["A1", "A2", "B1", "B2"]);
  await morphTo(`<section>${form("b", (field) => field)}</section>`);
  assert.deepEqual(await typed(), ["B1", "B2"]);
});

test("what was typed does not get into the field of that name in another form, or around another key", async () => {
  await show(`<main><p><input name="title"></p></main><form action="?a"><b><input name="title"></b></form>`);
  await type("outside", "of a");
  await morphTo(`<main><section><form action="?b"><input name="title"></form></section></main><div><form action="?b"><input name="title"></form></div>`);
  assert.deepEqual(await typed(), ["", ""]);
  const row = (key: string) => `<div id="${key}"><input name="title"></div>`;
  await show(`<main><p>${row("x")}</p></main><footer></footer>`.replaceAll("<p>", "<section>").replaceAll("</p>", "</section>"));
  await type("of x");
  await morphTo(`<main><article>${row("y")}</article></main><footer>${row("x")}</footer>`);
  assert.deepEqual(await typed(), ["", "of x"]);
});
