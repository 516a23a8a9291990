// Whatever a widget is made of, it shows what will be sent: after a success, after a refusal, after
// another form's success, and on a page that one comes back to.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { launch, until } from "./chromium.ts";
import { count, look, openWidget, save, type Served, type Widget } from "./widget.ts";

const browser = await launch();

const options = (value: string): string =>
  [["", "None"], ["a", "Apples"], ["b", "Bread"]].map(([option, label]) => `<option value="${option}"${option === value ? " selected" : ""}>${label}`).join("");
const one = (value: string): string => `<select name="tag" id="field">${options(value)}</select>`;
const several = (value: string): string => `<select name="tag" id="field" multiple>${options(value).replace(/<option value="".*?None/, "")}</select>`;
const texts = (selector: string): string => `[...document.querySelectorAll("${selector}")].map((item) => item.firstChild.textContent.trim() || item.textContent.trim()).join()`;
const ONE = { full: { shown: "Bread", sent: "tag=b", value: "b" }, empty: { shown: "None", sent: "tag=" } };
const SEVERAL = { full: { shown: "Bread", sent: "tag=b", value: "b" }, empty: { shown: "", sent: "" } };
const TEXT = { full: { shown: "written", sent: "text=written", value: "written" }, empty: { shown: "", sent: "text=" } };

const clicks = (...selectors: string[]) => async (tab: Page): Promise<void> => {
  for (const selector of selectors) await tab.click(selector);
  // A list where more than one can be chosen stays open.
  await tab.keyboard.press("Escape");
};

const TOM_SELECT = {
  files: ["tom-select/dist/js/tom-select.complete.min.js", "tom-select/dist/css/tom-select.min.css"],
  make: `new TomSelect(field, { plugins: ["change_listener"], allowEmptyOption: true });`,
  fill: clicks(".ts-control", ".ts-dropdown [data-value=b]"),
  shown: texts(".ts-control .item"),
  box: ".ts-wrapper",
};
const CHOICES = {
  files: ["choices.js/public/assets/scripts/choices.min.js", "choices.js/public/assets/styles/choices.min.css"],
  // By itself it listens to `reset` only.
  make: `const choices = new Choices(field, { shouldSort: false });
      field.addEventListener("input", () => {
        const values = [...field.selectedOptions].map((option) => option.value);
        choices.removeActiveItems();
        choices.setChoiceByValue(values);
      });`,
  fill: clicks(".choices", ".choices__list--dropdown [data-value=b]"),
  shown: texts(".choices__inner .choices__item"),
  box: ".choices",
};
const SELECT2 = {
  files: ["jquery/dist/jquery.min.js", "select2/dist/js/select2.min.js", "select2/dist/css/select2.min.css"],
  make: `$(field).select2({ width: "200px" });`,
  fill: async (tab: Page) => {
    await tab.evaluate(`$("#field").select2("open")`);
    await tab.click(".select2-results__option:text-is('Bread')");
  },
  box: ".select2-selection",
};

const WIDGETS: Widget[] = [
  { name: "Tom Select", ...TOM_SELECT, field: one, ...ONE },
  { name: "Tom Select with several", ...TOM_SELECT, field: several, ...SEVERAL },
  { name: "Choices", ...CHOICES, field: one, ...ONE },
  { name: "Choices with several", ...CHOICES, field: several, ...SEVERAL },
  { name: "select2", ...SELECT2, field: one, shown: texts(".select2-selection__rendered"), ...ONE },
  { name: "select2 with several", ...SELECT2, field: several, shown: texts(".select2-selection__choice__display"), ...SEVERAL },
  {
    name: "flatpickr with altInput",
    files: ["flatpickr/dist/flatpickr.min.js", "flatpickr/dist/flatpickr.min.css"],
    field: (value) => `<input name="day" id="field" value="${value}">`,
    // By itself it never looks at the field again.
    make: `const picker = flatpickr(field, { altInput: true, altFormat: "j F Y" });
      field.addEventListener("input", () => picker.setDate(field.value));`,
    fill: (tab) => tab.evaluate(`document.querySelector("#field")._flatpickr.setDate("2026-11-23", true)`),
    shown: `document.querySelector("#field + input").value`,
    full: { shown: "23 November 2026", sent: "day=2026-11-23", value: "2026-11-23" },
    empty: { shown: "", sent: "day=" },
    box: "#field + input",
  },
  {
    name: "CodeMirror",
    files: ["codemirror/lib/codemirror.js", "codemirror/lib/codemirror.css"],
    field: (value) => `<textarea name="text" id="field">${value}</textarea>`,
    // It keeps the text to itself until it is told to hand it over, and looks at the field only once.
    make: `const editor = CodeMirror.fromTextArea(field);
      editor.on("change", () => editor.save());
      field.addEventListener("input", () => editor.setValue(field.value));`,
    fill: async (tab) => {
      await tab.click(".CodeMirror");
      await tab.keyboard.type("written");
    },
    shown: `document.querySelector(".CodeMirror").CodeMirror.getValue()`,
    box: ".CodeMirror",
    ...TEXT,
  },
  {
    name: "Trix",
    files: ["trix/dist/trix.umd.min.js", "trix/dist/trix.css"],
    field: (value) => `<input type="hidden" name="text" id="field" value="${value}"><trix-editor input="field"></trix-editor>`,
    // By itself it listens to `reset` only.
    make: `field.addEventListener("input", () => document.querySelector("trix-editor").editor.loadHTML(field.value));`,
    fill: async (tab) => {
      await tab.click("trix-editor");
      await tab.keyboard.type("written");
      await until(tab, `document.querySelector("#field").value.includes("written")`);
    },
    shown: `document.querySelector("trix-editor").textContent.trim()`,
    box: "trix-toolbar",
    full: { shown: "written", sent: "text=%3Cdiv%3Ewritten%3C%2Fdiv%3E", value: "&lt;div>written&lt;/div>" },
    empty: { shown: "", sent: "text=" },
  },
  {
    name: "Alpine's x-model",
    files: ["alpinejs/dist/cdn.min.js"],
    field: (value) => `<div x-data="{ text: '' }" x-init="text = $refs.field.value"><input name="text" id="field" value="${value}" x-model="text" x-ref="field"><b x-text="text"></b></div>`,
    make: "",
    fill: (tab) => tab.fill("#field", "written"),
    shown: `document.querySelector("b").textContent`,
    box: "b",
    ...TEXT,
  },
];

for (const widget of WIDGETS) {
  const { full, empty } = widget;
  for (const made of ["before", "after"] as const) {
    test(`${widget.name}, made ${made} the runtime came, shows what will be sent`, async () => {
      const served: Served = { value: "", count: 0, problem: "" };
      const shown = await openWidget(browser, widget, made, served);
      const { site, tab } = shown;
      let step = "at first";
      const shows = async (text: string): Promise<void> => {
        // Some look at their field in their own time.
        await until(tab, `(${widget.shown}) === ${JSON.stringify(text)}`, 200).catch(() => {});
        assert.deepEqual(await look(shown, widget), [text, 1], step);
      };
      const sends = async (body: string): Promise<void> => assert.equal(await save(shown), body, step);
      await shows(empty.shown);

      step = "after a success that empties the form";
      site.actions.set("save", () => ({}));
      for (let round = 0; round < 2; round += 1) {
        await widget.fill(tab);
        await shows(full.shown);
        await sends(full.sent);
        await shows(empty.shown);
        await sends(empty.sent);
      }

      step = "after another form's success";
      await widget.fill(tab);
      for (let round = 0; round < 2; round += 1) {
        await count(shown, served);
        await shows(full.shown);
      }
      await sends(full.sent);
      await shows(empty.shown);

      step = "after a refusal";
      await widget.fill(tab);
      site.actions.set("save", () => {
        Object.assign(served, { value: full.value, problem: "no" });
        const page = site.pages.get("/")!();
        Object.assign(served, { value: "", problem: "" });
        return { head: { ok: false, status: 422, outcome: "invalid", errors: { text: ["no"] } }, page };
      });
      await sends(full.sent);
      await tab.waitForSelector("#problem");
      await shows(full.shown);
      step = "after a refusal and another form's success";
      await count(shown, served);
      await shows(full.shown);
      site.actions.set("save", () => ({}));
      await sends(full.sent);
      await shows(empty.shown);

      step = "after a success that keeps what was saved";
      await widget.fill(tab);
      site.actions.set("save", () => {
        served.value = full.value;
        return {};
      });
      for (let round = 0; round < 2; round += 1) {
        await sends(full.sent);
        await shows(full.shown);
      }
      step = "after the server has changed it";
      served.value = "";
      await count(shown, served);
      await shows(empty.shown);

      step = "on a page that one comes back to";
      await widget.fill(tab);
      site.actions.set("save", () => ({ head: { outcome: "redirect", url: "/2" }, page: "/2" }));
      await sends(full.sent);
      await tab.waitForSelector("text=Second");
      assert.equal(await tab.evaluate(`document.querySelectorAll(${JSON.stringify(widget.box)}).length`), 0);
      await tab.goBack();
      await tab.waitForSelector("text=First");
      await shows(empty.shown);
      await widget.fill(tab);
      await shows(full.shown);
      site.actions.set("save", () => ({}));
      await sends(full.sent);
      await shows(empty.shown);
      await shown.close();
    });
  }
}
