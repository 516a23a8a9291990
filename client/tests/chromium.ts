// Chromium, and pages in it.

import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "esbuild";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** One browser for all tests of a file; `withBackForwardCache`, which a debugger usually switches off. */
export async function launch({ withBackForwardCache = false } = {}): Promise<Browser> {
  // The sandbox cannot be had as root, which is who runs a build in most containers.
  const asRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: asRoot ? [...ARGUMENTS, "--no-sandbox"] : ARGUMENTS,
    ignoreDefaultArgs: withBackForwardCache ? ["--disable-back-forward-cache"] : [],
  });
  after(() => browser.close());
  return browser;
}

/** Waits until this holds in the page. Not `waitForFunction`, whose `eval` a policy refuses. */
export async function until(tab: Page, code: string, rounds = 3_000): Promise<void> {
  // Long enough for a machine that has other things to do, and not for ever.
  for (let round = 0; round < rounds; round += 1) {
    if (await tab.evaluate(code)) return;
    await tab.waitForTimeout(10);
  }
  throw new Error(`it does not come to hold: ${code}`);
}

/** A file of this folder's sources as a script that leaves what it exports in `globalThis[name]`. */
export async function script(path: string, name: string): Promise<string> {
  const folder = fileURLToPath(new URL("../..", import.meta.url));
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [path],
    bundle: true,
    format: "iife",
    globalName: name,
    write: false,
    target: "es2022",
    define: { MODULES: `""`, "import.meta.url": `""` },
    loader: { ".css": "empty" },
  });
  return outputFiles[0]!.text;
}
