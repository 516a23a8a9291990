// Looking at a page the way different people do, in the state that it is in.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { AxeResults, RunOptions } from "axe-core";
import { HtmlValidate } from "html-validate";

import type { Tab } from "./tab.ts";

const SCREENSHOTS = join(import.meta.dirname, "../screenshots");

const LOOKS = {
  light: { colorScheme: "light", width: 1280, height: 800 },
  dark: { colorScheme: "dark", width: 1280, height: 800 },
  phone: { colorScheme: "light", width: 390, height: 844 },
} as const;

const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axeSource = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const html = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });

/** Looking at colours is what takes axe its time, and all that is different in the dark. */
const ONLY_COLOURS: RunOptions = { runOnly: ["color-contrast"] };
const NO_COLOURS: RunOptions = { rules: { "color-contrast": { enabled: false } } };

/**
 * Takes a picture of the page in light, in dark and on a phone, and checks in each that everybody
 * can use it; that it is valid HTML; and that Chromium has nothing to complain about.
 *
 * A page that is walked through twice has the same looks and the same source. With JavaScript the
 * question is only whether it is still for everybody after the runtime has changed it.
 */
export async function look(tab: Tab, name: string): Promise<void> {
  if (tab.hasScripts) return isForEverybody(tab, name);
  await pictures(tab, name);
  assert.deepEqual(await mistakes(tab), [], `${name}: it is valid HTML`);
  assert.deepEqual(tab.complaints, [], `${name}: Chromium has nothing to complain about`);
}

/** Takes the same pictures, with the same checks, of a state that there is only with JavaScript. */
export async function pictures(tab: Tab, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [look, { colorScheme, width, height }] of Object.entries(LOOKS)) {
    await tab.page.emulateMedia({ colorScheme });
    await tab.page.setViewportSize({ width, height });
    await tab.withScripts(async () => {
      await tab.page.screenshot({ path: join(SCREENSHOTS, `${name}.${look}.png`), fullPage: true });
      const options = look === "dark" ? ONLY_COLOURS : look === "phone" ? NO_COLOURS : {};
      assert.deepEqual(await barriers(tab, options), [], `${name} in ${look}: everybody can use it`);
    });
    const overflow = await tab.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert(overflow <= 0, `${name} in ${look}: ${overflow} px are beside the window`);
  }
  await tab.page.emulateMedia({ colorScheme: LOOKS.light.colorScheme });
  await tab.page.setViewportSize(LOOKS.light);
}

/** The runtime changes what there is and what it is called, not its colours. */
async function isForEverybody(tab: Tab, name: string): Promise<void> {
  assert.deepEqual(await barriers(tab, NO_COLOURS), [], `${name}: everybody can use it`);
}

/** What axe finds, a line for each element. */
async function barriers(tab: Tab, options: RunOptions = {}): Promise<string[]> {
  const known = await tab.page.evaluate(() => "axe" in globalThis);
  if (!known) await tab.page.evaluate(await axeSource);
  const results = await tab.page.evaluate(async (options): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    return axe.run(document, options);
  }, { runOnly: AXE_RULES, resultTypes: ["violations"], ...options } satisfies RunOptions as RunOptions);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.html} ${node.any.map((check) => check.message).join("; ")}`),
  );
}

/** Where the source of the page breaks the standard. */
async function mistakes(tab: Tab): Promise<string[]> {
  const report = await html.validateString(await tab.source());
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, message, ruleId }) => `${line}:${column} ${message} (${ruleId})`),
  );
}
