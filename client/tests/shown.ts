// A tab that shows a page, and the modules in it.

import { launch, script } from "./chromium.ts";
import type * as Modules from "./modules.ts";

declare global {
  var modules: typeof Modules;
}

const bundled = await script("tests/modules.ts", "modules");
export const tab = await (await launch()).newPage();

/** Shows this body; `await morphTo(html)` in the tab shows another one. */
export async function show(body: string, head = ""): Promise<void> {
  // Another document, so that nothing is left of the one before.
  await tab.goto("about:blank");
  await tab.setContent(`<!doctype html><html><head><title>a</title>${head}</head><body>${body}</body></html>`);
  await tab.addScriptTag({ content: bundled });
  await tab.evaluate(`
    var $ = (selector) => document.querySelector(selector);
    var morphTo = (body, head = "", settled) =>
      modules.rebase(modules.parsePage("<!doctype html><html><head><title>a</title>" + head + "</head><body>" + body + "</body></html>"), settled);
  `);
}
export const evaluate = (code: string) => tab.evaluate(`(() => { ${code} })()`);
export const body = () => tab.evaluate<string>("document.body.innerHTML");

