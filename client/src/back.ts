// Pages that the browser has kept for Back and Forward. A page from before an action of this tab, such
// as signing out, is requested again before it is shown. The values of a refused form are restored.

import { document, elements } from "./dom.ts";
import type { Form } from "./forms.ts";
import { noteScroll, scrollBack } from "./scroll.ts";

export { scrollBack };

/** The functions of the core with which this module brings an old page up to date. */
interface PageFunctions {
  /** Requests the page and shows it; false if the request failed. */
  refresh(): Promise<boolean>;
  /** Ends all waiting states. */
  endAll(): void;
  /** Whether the address is already that of another page than the shown one. */
  isArriving(): boolean;
}

/** The storage key under which this tab records its last change. */
const LAST_CHANGE = "pb-done";

/** Records that an action of this tab is on its way, with a unique mark. */
export function noteDone(): void {
  try {
    sessionStorage.setItem(LAST_CHANGE, `${Date.now()} ${Math.random()}`);
  } catch {
    // The browser forbids storage, so pages are requested again unnecessarily.
  }
}

function lastChange(): string | null {
  try {
    return sessionStorage.getItem(LAST_CHANGE);
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

export function start({ refresh, endAll, isArriving }: PageFunctions): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  let changeAtLeaving = lastChange();
  // While another page arrives, the entry is already that page's, and the scroll position is not.
  const noteOwnScroll = (): unknown => isArriving() || noteScroll();
  let hideRefused = (): void => {};
  if (history.scrollRestoration === "manual") scrollBack();
  if (navigation?.type === "back_forward" && changeAtLeaving) void refresh();
  addEventListener("pb:result", noteRefused);
  addEventListener("pagehide", () => {
    noteOwnScroll();
    hideRefused = showRefused();
    changeAtLeaving = lastChange();
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    hideRefused();
    endAll();
    const isOld = lastChange() !== changeAtLeaving;
    const { style } = document.documentElement;
    if (isOld) style.visibility = "hidden";
    const isShown = await refresh();
    if (isOld && !isShown) location.reload();
    else style.visibility = "";
  });
  addEventListener("scrollend", noteOwnScroll);
}
