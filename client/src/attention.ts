// What the user does while an answer is awaited: a user who has moved on is not interrupted.

import { document } from "./dom.ts";

let typed = 0;

/** Starts watching. */
export function watch(): void {
  addEventListener("input", ({ isTrusted }) => {
    if (isTrusted) typed += 1;
  }, true);
}

/** Returns functions that report what the user has done from now on. */
export function attention(): { hasTyped(): boolean; hasGoneOn(): boolean } {
  const before = typed;
  const { activeElement } = document;
  const hasTyped = (): boolean => typed > before;
  return { hasTyped, hasGoneOn: () => hasTyped() || document.activeElement !== activeElement };
}
