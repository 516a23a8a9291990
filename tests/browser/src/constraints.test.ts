// What the server accepts, the browser must not refuse: random fields with values that the server
// has accepted, filled in as by hand. Once, because the browser checks a field before anybody's
// script hears of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { required } from "./settings.ts";

const CASES = 600;

interface Case {
  html: string;
  value: string;
}

function cases(seed: number): Case[] {
  const lines = execFileSync(required("CONSTRAINT_CASES"), [String(CASES), String(seed)], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return lines.trim().split("\n").map((line) => JSON.parse(line) as Case);
}

/** Kinds that are typed into; the others are chosen from. */
const TYPED = ["text", "email", "url", "tel", "search", "password", "number", "textarea"];

/** What the browser makes of it: empty if it lets the form go with this value. */
async function objection(page: Page, { html, value }: Case): Promise<string> {
  const kind = await page.evaluate((html) => {
    document.body.innerHTML = `<form>${html}</form>`;
    const control = document.querySelector<HTMLInputElement | HTMLSelectElement>("input, textarea, select");
    control?.focus();
    if (control && "select" in control) control.select();
    return control?.type ?? "";
  }, html);
  // As by hand: only what a person has typed is held against `minlength` and `maxlength`.
  if (TYPED.includes(kind)) {
    if (value === "") await page.keyboard.press("Delete");
    else await page.keyboard.insertText(value);
  } else {
    const control = page.locator("input, textarea, select").first();
    if (kind === "checkbox" || kind === "radio") await control.setChecked(value !== "");
    else if (kind.startsWith("select")) await control.selectOption(value);
    else await control.fill(value);
  }

  return page.evaluate((expected) => {
    const control = document.querySelector<HTMLInputElement>("input, textarea, select");
    if (!control) return "there is no control";
    const isText = control.type !== "checkbox" && control.type !== "radio";
    // A browser that cuts what is typed refuses it, too.
    if (isText && control.value !== expected) return `holds ${JSON.stringify(control.value)}`;
    if (control.form?.checkValidity()) return "";
    const { validity } = control;
    const reasons = Object.keys(Object.getPrototypeOf(validity)).filter(
      (reason) => reason !== "valid" && validity[reason as keyof ValidityState],
    );
    return reasons.join(", ") || "is not valid";
  }, value.replaceAll("\r\n", "\n"));
}

const REFUSED: [html: string, value: string, why: string][] = [
  ['<input name="a" required value="x">', "", "valueMissing"],
  ['<input name="a" minlength="3">', "ab", "tooShort"],
  ['<input name="a" maxlength="3">', "abcd", 'holds "abc"'],
  ['<textarea name="a" minlength="3"></textarea>', "ab", "tooShort"],
  ['<input name="a" type="number" min="3">', "2", "rangeUnderflow"],
  ['<input name="a" type="number" step="2">', "3", "stepMismatch"],
  ['<input name="a" type="email">', "nobody", "typeMismatch"],
  ['<input name="a" pattern="[a-c]">', "d", "patternMismatch"],
  ['<input name="a" type="date" max="2026-01-01">', "2026-01-02", "rangeOverflow"],
];

test("what a browser refuses is seen", { timeout: 60_000 }, async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    for (const [html, value, why] of REFUSED) assert.equal(await objection(page, { html, value }), why, html);
  } finally {
    await browser.close();
  }
});

test("a browser never refuses what the server accepts", { timeout: 300_000 }, async (t) => {
  const seed = Number(process.env["SEED"] ?? randomInt(2 ** 32));
  t.diagnostic(`${CASES} cases; SEED=${seed} makes the same ones again`);
  const all = cases(seed);
  assert(all.length >= CASES, `there are only ${all.length} cases`);

  const browser = await launch();
  try {
    const page = await browser.newPage();
    const objections: string[] = [];
    for (const one of all) {
      const why = await objection(page, one);
      if (why !== "") objections.push(`${one.html} with ${JSON.stringify(one.value)}: ${why}`);
    }
    assert.deepEqual(objections, []);
  } finally {
    await browser.close();
  }
});
