// What the user does while an answer is awaited: a user who has moved on is not interrupted.

import { document } from "./dom.ts";

let inputs = 0;

/** Starts counting what the user types. */
export function watchTyping(): void {
  addEventListener("input", ({ isTrusted }) => {
    if (isTrusted) inputs += 1;
  }, true);
}

/** What the user has done since some moment. */
export interface Activity {
  hasTyped(): boolean;
  /** Whether the user has typed or moved the focus. */
  hasGoneOn(): boolean;
}

/** Returns what the user does from now on. */
export function activityFromNow(): Activity {
  const before = inputs;
  const { activeElement } = document;
  const hasTyped = (): boolean => inputs > before;
  return { hasTyped, hasGoneOn: () => hasTyped() || document.activeElement !== activeElement };
}
