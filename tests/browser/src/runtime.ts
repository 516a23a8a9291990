// What a page with JavaScript tells us: that an answer is shown, what is announced, and what the
// policy refuses.

import type { Page } from "playwright-core";

import type { Tab } from "./tab.ts";

export type Told =
  | { kind: "answer" }
  | { kind: "said"; text: string }
  | { kind: "violation"; text: string };

/** Calls `hear` for everything that the documents of this page have to tell, in order. */
export async function follow(page: Page, hear: (told: Told) => void): Promise<void> {
  await page.exposeBinding("tell", (_, told: Told) => hear(told));
  // The policy of the page does not hold for this script, and not for what it calls.
  await page.addInitScript(() => {
    const { tell } = globalThis as unknown as { tell: (told: Told) => void };
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      tell({ kind: "violation", text: `${violatedDirective} refuses ${blockedURI} ${sample}` }),
    );
    Object.assign(Document.prototype, { ariaNotify: (text: string) => tell({ kind: "said", text }) });

    const here = () => location.pathname + location.search;
    let shown = here();
    let isAwaited = false;
    document.addEventListener("pb:result", (event) => {
      const { ok, url, page } = (event as CustomEvent<{ ok: boolean; url?: string; page: string }>).detail;
      // The page that it leads to is not in the answer: the browser loads it.
      isAwaited = !(ok && url !== undefined && page === "none");
    });
    addEventListener("popstate", () => (isAwaited ||= here() !== shown));
    document.addEventListener("pb:commit", () => {
      if (isAwaited) tell({ kind: "answer" });
      isAwaited = false;
      shown = here();
    });
    for (const name of ["pb:error", "pb:cancel"]) document.addEventListener(name, () => tell({ kind: "answer" }));
  });
}

/** Waits until no form awaits its answer any more. */
export async function settled(tab: Tab): Promise<void> {
  await tab.page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
}
