// Pages that the browser has kept for Back and Forward: none is shown as it was before an action of
// this tab, or after signing out. Values of a refused form that were not submitted again are
// restored.

import { document, elements } from "./dom.ts";
import type { Form } from "./forms.ts";
import { noteScroll, scrollBack } from "./scroll.ts";

export { scrollBack };

/** The functions of the core that this module needs. */
interface Core {
  /** Requests the page and shows it; false if the request failed. */
  refresh(): Promise<boolean>;
  /** Ends all waiting states. */
  endAll(): void;
  /** Whether the address is already that of another page than the shown one. */
  isArriving(): boolean;
}

/** The storage key under which this tab records its last change. */
const DONE = "pb-done";

/** Records that an action of this tab is on its way, with a unique mark. */
export function noteDone(): void {
  try {
    sessionStorage.setItem(DONE, `${Date.now()} ${Math.random()}`);
  } catch {
    // The browser forbids storage, so pages are requested again unnecessarily.
  }
}

function done(): string | null {
  try {
    return sessionStorage.getItem(DONE);
  } catch {
    return `${Math.random()}`;
  }
}

/** The text fields of refused forms, and their previous content. */
const refused = new Map<HTMLInputElement, string>();

/**
 * The page of a refusal has the typed values in `value` attributes, but a browser only restores what differs
 * from them.
 */
function noteRefused({ target, detail }: Event & { detail?: { ok: boolean } }): void {
  for (const field of elements(target as unknown as Form) as Iterable<Element>) {
    if (!(field instanceof HTMLInputElement) || /radio|checkbox/.test(field.type)) continue;
    if (detail!.ok) refused.delete(field);
    else if (!refused.has(field) && field.value !== field.defaultValue) refused.set(field, field.defaultValue);
  }
}

/**
 * Lets the browser see the typed values in these fields; the returned function restores the server's page.
 */
function showRefused(): () => void {
  const defaults = [...refused].map(([field, value]) => {
    const { defaultValue } = field;
    field.defaultValue = value;
    return () => (field.defaultValue = defaultValue);
  });
  return () => defaults.forEach((putBack) => putBack());
}

export function start({ refresh, endAll, isArriving }: Core): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  let doneByThen = done();
  // The scroll position of the old page says nothing about the arriving one.
  const note = (): unknown => isArriving() || noteScroll();
  let hideRefused = (): void => {};
  if (history.scrollRestoration === "manual") scrollBack();
  if (navigation?.type === "back_forward" && doneByThen) void refresh();
  addEventListener("pb:result", noteRefused);
  addEventListener("pagehide", () => {
    note();
    hideRefused = showRefused();
    doneByThen = done();
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    hideRefused();
    endAll();
    const isOld = done() !== doneByThen;
    const { style } = document.documentElement;
    if (isOld) style.visibility = "hidden";
    const isShown = await refresh();
    if (isOld && !isShown) location.reload();
    else style.visibility = "";
  });
  addEventListener("scrollend", note);
}
