// What the server accepts, the browser must not refuse: random fields with values that the server
// has accepted, filled in as by hand.

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

/** What the browser makes of it: empty if it lets the form go with this value. */
async function objection(page: Page, { html, value }: Case): Promise<string> {
  await page.evaluate((html) => {
    document.body.innerHTML = `<form>${html}</form>`;
  }, html);
  const control = page.locator("form :is(input, textarea, select)").first();
  const kind = await control.evaluate((element) => (element as HTMLInputElement).type);
  if (kind === "checkbox" || kind === "radio") await control.setChecked(value !== "");
  else if (kind.startsWith("select")) await control.selectOption(value);
  else await control.fill(value);

  return control.evaluate((element, expected) => {
    const control = element as HTMLInputElement;
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
