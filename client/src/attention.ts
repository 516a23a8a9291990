// What the person does while an answer is awaited: whoever has gone on is not interrupted.

import { document } from "./dom.ts";

let typed = 0;

/** Begins to watch. */
export function watch(): void {
  addEventListener("input", ({ isTrusted }) => {
    if (isTrusted) typed += 1;
  }, true);
}

/** What was done from now on. */
export function attention(): { hasTyped(): boolean; hasGoneOn(): boolean } {
  const before = typed;
  const { activeElement } = document;
  const hasTyped = (): boolean => typed > before;
  return { hasTyped, hasGoneOn: () => hasTyped() || document.activeElement !== activeElement };
}
