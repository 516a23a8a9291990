// The page shows what the server has sent plus what belongs to the user and to scripts, over random
// pages, refusals, successes and other addresses.

import assert from "node:assert/strict";
import { test } from "node:test";

import { random } from "../tests/random.ts";
import { body, evaluate, show, tab } from "../tests/shown.ts";

const SEEDS = [71, 72, 73];
const STEPS = 80;

interface Page {
  html: string;
  /** The content of its fields and paragraphs, by their ids. */
  values: Record<string, string>;
  texts: Record<string, string>;
}

/**
 * Returns a page of some fields and paragraphs, in any order and depth. `kept` is the content of a form that
 * is shown again after a refusal.
 */
function randomPage(next: (below: number) => number, kept: boolean): Page {
  const page: Page = { html: "", values: {}, texts: {} };
  const parts = Array.from({ length: 6 }, (_, index) => index).filter(() => next(6));
  const one = (index: number): string => {
    page.values[`f${index}`] = kept ? `kept ${index}` : `server ${next(3)}`;
    page.texts[`p${index}`] = `text ${next(3)}`;
    const field = index % 2 ? `<textarea id="f${index}">VALUE</textarea>` : `<input id="f${index}" value="VALUE">`;
    const inside = field.replace("VALUE", page.values[`f${index}`]!) + `<p id="p${index}">${page.texts[`p${index}`]}</p>`;
    return next(2) ? `<div class="c${next(2)}">${inside}</div>` : inside;
  };
  page.html = parts.toSorted(() => next(3) - 1).map(one).join("");
  return page;
}

for (const seed of SEEDS) {
  test(`typed values and scripts' changes stay until the server's page replaces them: seed ${seed}`, async () => {
    const next = random(seed);
    const steps = Array.from({ length: STEPS }, () => {
      const kind = ["refresh", "refused", "done", "elsewhere"][next(4)]!;
      return { kind, page: randomPage(next, kind === "refused" && next(2) === 0), numbers: Array.from({ length: 20 }, () => next(1_000)) };
    });
    await show(steps[0]!.page.html);
    const wrong = await tab.evaluate(
      ({ steps }) => {
        const { clearAway, expectAnotherPage, noteRefusal, parsePage, rebase } = modules;
        type Field = HTMLInputElement;
        const find = (id: string) => document.getElementById(id);
        let shown = steps[0]!.page;
        const typed = new Map<string, string>();
        const replaced = new Set<string>();
        let isOpen = false;
        for (const [at, { kind, page, numbers }] of steps.slice(1).entries()) {
          const pick = (below: number): number => numbers.pop()! % below;
          for (let count = 0; count < 3; count += 1) {
            const field = find(`f${pick(6)}`) as Field | null;
            if (field) typed.set(field.id, (field.value = `typed ${at}`));
          }
          // A script translates a text, and another one opens a dialog.
          const text = find(`p${pick(6)}`);
          if (text) {
            text.replaceChildren("script's");
            replaced.add(text.id);
          }
          if (pick(3) === 0) {
            isOpen = true;
            document.body.classList.add("modal-open");
            document.body.append(Object.assign(document.createElement("div"), { className: "backdrop" }));
          }
          const fields = [...document.querySelectorAll<Field>("input,textarea")];
          const isDone = kind === "done";
          if (isDone || kind === "refused") for (const field of fields) noteRefusal(field, !isDone);
          const settled = new Map(isDone ? fields.map((field) => [field, field.value]) : []);
          if (isDone) typed.clear();
          if (kind === "elsewhere") {
            expectAnotherPage();
            typed.clear();
            replaced.clear();
            isOpen = false;
          }
          // A refused form shows the typed values again.
          for (const id in page.values) {
            const again = typed.get(id) ?? "server 0";
            if (!page.values[id]!.startsWith("kept")) continue;
            page.html = page.html.replace(page.values[id]!, again);
            page.values[id] = again;
          }
          rebase(parsePage(`<!doctype html><html><head></head><body>${page.html}</body></html>`), settled, "", kind === "elsewhere" ? clearAway : undefined);
          for (const id of typed.keys()) if (!(id in page.values)) typed.delete(id);
          for (const id of replaced) if (shown.texts[id] !== page.texts[id]) replaced.delete(id);
          const where = `step ${at}, ${kind}: `;
          for (const [id, value] of Object.entries(page.values)) {
            const field = find(id) as Field | null;
            if (field?.value !== (typed.get(id) ?? value)) return `${where}${id} has ${field?.value}, and not ${typed.get(id) ?? value}`;
            if (field.defaultValue !== value) return `${where}${id} goes back to ${field.defaultValue}, and not ${value}`;
          }
          for (const [id, text] of Object.entries(page.texts)) {
            const wanted = replaced.has(id) ? "script's" : text;
            if (find(id)?.textContent !== wanted) return `${where}${id} says ${find(id)?.textContent}, and not ${wanted}`;
          }
          if (document.body.matches(".modal-open") !== isOpen || !!document.querySelector(".backdrop") !== isOpen) return `${where}the page is ${isOpen ? "not covered any more" : "still covered"}`;
          shown = page;
        }
        return "";
      },
      { steps },
    );
    assert.equal(wrong, "");
  });
}

/** Changes that libraries make to the text nodes of a `<p>`. */
const WAYS: Record<string, string> = {
  "marked, as mark.js does": `const word = text.splitText(from); word.splitText(4); const mark = document.createElement("mark"); mark.textContent = word.data; word.replaceWith(mark)`,
  "marked, with its own text node inside": `const word = text.splitText(from); word.splitText(4); const mark = document.createElement("mark"); word.replaceWith(mark); mark.append(word)`,
  "marked by a range": `const range = document.createRange(); range.setStart(text, from); range.setEnd(text, from + 4); range.surroundContents(document.createElement("mark"))`,
  "rebuilt from new text nodes": `const mark = document.createElement("mark"); mark.textContent = text.data.slice(from, from + 4); text.replaceWith(text.data.slice(0, from), mark, text.data.slice(from + 4))`,
  "put into a mark as a whole": `const mark = document.createElement("mark"); text.replaceWith(mark); mark.append(text)`,
  "translated": `const font = document.createElement("font"); font.textContent = "\u00fcbersetzt"; text.replaceWith(font)`,
  "translated, and marked": `const font = document.createElement("font"); font.innerHTML = "<font>\u00fcber</font><mark>setzt</mark>"; text.replaceWith(font)`,
  "replaced by other words": `text.data = "\u00fcbersetzt"`,
};

for (const [way, code] of Object.entries(WAYS)) {
  test(`text that a script has ${way} follows the server, alone and among other nodes`, async () => {
    const page = (one: string, two: string, bold = "b") => `<p id="a">${one}</p><p id="b"><i>i</i>${two}<b>${bold}</b> end</p><p id="c">${two}<br>${two}</p>`;
    const texts = () => evaluate(`return ["a", "b", "c"].map((id) => $("#" + id).innerText)`);
    await show(page("some word here", " some word here"));
    await evaluate(`for (const [place, from] of [[$("#a"), 5], [$("#b"), 6], [$("#c"), 6]]) for (const text of [...place.childNodes]) if (text.data?.length > 9) { ${code} }
      $("#b").append(Object.assign(document.createElement("s"), { textContent: "mine" }))`);
    const scripts = (await texts()) as string[];
    // Unchanged text belongs to the script, whatever else the server changes.
    await evaluate(`morphTo(${JSON.stringify(page("some word here", " some word here", "B"))})`);
    assert.deepEqual(await texts(), scripts.map((text) => text.replace("b end", "B end").replace("hereb", "hereB").replace("setztb", "setztB")));
    await evaluate(`morphTo(${JSON.stringify(page("another text", " another text", "B"))})`);
    assert.deepEqual(await texts(), ["another text", "i another textB endmine", "another text\nanother text"]);
    assert.equal((await body()).match(/<mark><\/mark>|<font>/), null);
    await evaluate(`morphTo(${JSON.stringify(page("", "", "B"))})`);
    assert.deepEqual(await texts(), ["", "iB endmine", ""].with(2, ((await texts()) as string[])[2]!));
    assert.equal(await evaluate(`return $("#c").textContent`), "");
  });
}

test("an element that a script has put beside a text stays, even if the script has also changed the text", async () => {
  await show(`<button>Copy</button>`);
  await evaluate(`$("button").prepend(Object.assign(document.createElement("i"), { className: "icon" })); $("button").lastChild.data = "Copied!"`);
  await evaluate(`morphTo('<button>Paste</button>')`);
  assert.equal(await body(), `<button><i class="icon"></i>Paste</button>`);
});

test("a row that a script has added is shown once when the server has it, too, and keeps what was typed into it", async () => {
  const row = (key: string, value: string, more = "") => `<li id="${key}" data-key="${key}"><input id="${key}-title" value="${value}">${more}</li>`;
  const page = (rows: string) => `<ul>${rows}</ul><table><tbody></tbody></table>`;
  await show(page(row("a", "1")));
  const add = (where: string, html: string) => evaluate(`const box = document.createElement("template"); box.innerHTML = ${JSON.stringify(html)}; $("${where}").append(box.content)`);
  await add("ul", row("b", "", "<i>saving</i>").replace("<li", '<li class="is-new"') + row("c", ""));
  await add("tbody", '<tr id="d"><td>D</td></tr>');
  await evaluate(`window.rows = [...document.querySelectorAll("li")]; for (const id of ["b", "c"]) $("#" + id + "-title").value = "typed " + id; $("#b-title").focus()`);
  const next = `<ul>${row("c", "C")}${row("a", "1")}${row("b", "B", "<p>saved</p>")}</ul><table><tbody><tr><td>0</td></tr><tr id="d"><td>D1</td></tr></tbody></table>`;
  // The submitted value follows the server, and the other one is still the user's.
  await evaluate(`morphTo(${JSON.stringify(next)}, "", new Map([[$("#b-title"), "typed b"]]))`);
  assert.equal(await body(), next);
  assert.deepEqual(await evaluate(`return [...document.querySelectorAll("li")].map((row) => [rows.indexOf(row), row.querySelector("input").value])`), [[2, "typed c"], [0, "1"], [1, "B"]]);
  assert.equal(await evaluate(`return document.activeElement.id`), "b-title");
  // It follows the server from now on.
  await evaluate(`morphTo(${JSON.stringify(page(row("a", "1") + row("b", "B2")))})`);
  assert.equal(await body(), page(row("a", "1") + row("b", "B2")));
  assert.equal(await evaluate(`return $("#b-title").value`), "B2");
});

test("a row that a script has put into its own element moves to its place on the server's page", async () => {
  await show(`<ul id="list"><li id="a">a</li></ul>`);
  await evaluate(`const drawer = document.createElement("div"); drawer.className = "drawer"; drawer.innerHTML = '<ul><li id="b">b</li><li id="mine">mine</li></ul>'; document.body.append(drawer); window.row = $("#b")`);
  await evaluate(`morphTo('<ul id="list"><li id="a">a</li><li id="b">B</li></ul>')`);
  assert.equal(await body(), `<ul id="list"><li id="a">a</li><li id="b">B</li></ul><div class="drawer"><ul><li id="mine">mine</li></ul></div>`);
  assert.equal(await evaluate(`return row === $("#b")`), true);
});

test("rows without keys that a script has added to a form are shown once after they are submitted, and their fields follow the server", async () => {
  const row = (value: string) => `<li><input name="tag" value="${value}"><button>Remove</button></li>`;
  const form = (rows: string, id = "f") => `<form id="${id}"><ul>${rows}</ul><button>Save</button></form>`;
  const values = () => evaluate(`return [...document.querySelectorAll("#f input")].map((field) => field.value)`);
  await show(form(row("a")) + form(row("x"), "other"));
  await evaluate(`for (const value of ["b", " c "]) { $("#f ul").insertAdjacentHTML("beforeend", ${JSON.stringify(row(""))}); $("#f li:last-child input").value = value }
    $("#other ul").insertAdjacentHTML("beforeend", ${JSON.stringify(row(""))}); $("#other li:last-child input").value = "not sent";
    window.rows = [...document.querySelectorAll("#f li")]; window.sent = () => new Map([...document.querySelectorAll("#f input")].map((field) => [field, field.value]))`);
  const stored = form(["a", "b", "c"].map(row).join("")) + form(row("x"), "other");
  await evaluate(`morphTo(${JSON.stringify(stored)}, "", sent())`);
  assert.deepEqual(await values(), ["a", "b", "c"]);
  assert.deepEqual(await evaluate(`return [...document.querySelectorAll("#f li")].map((row) => rows.indexOf(row))`), [0, 1, 2]);
  assert.equal(await evaluate(`return $("#other li:last-child input").value`), "not sent");
  await evaluate(`morphTo(${JSON.stringify(form(["a", "c"].map((value) => row(value)).join("")) + form(row("x"), "other"))}, "", sent())`);
  assert.deepEqual(await values(), ["a", "c"]);
});

test("an element that a script has left on one page does not appear on another page that has the same key", async () => {
  await show(`<ul id="list"><li id="a">a</li></ul>`);
  await evaluate(`$("#list").insertAdjacentHTML("beforeend", '<li id="b"><input id="x"></li>'); $("#x").value = "typed"`);
  await evaluate(`modules.expectAnotherPage(); modules.rebase(modules.parsePage('<!doctype html><html><head></head><body><ul id="list"><li id="b"><input id="x"></li></ul></body></html>'), new Map(), "", modules.clearAway)`);
  assert.equal(await evaluate(`return $("#x").value`), "");
});
