// What the browser has kept of pages that were left, for Back and Forward: none of it is shown as it was
// before an action of this tab, nor after signing out. What was refused and not sent again is put back.

import { document, elements } from "./dom.ts";
import type { Form } from "./forms.ts";
import { noteScroll, scrollBack } from "./scroll.ts";

export { scrollBack };

/** What the core does for us. */
interface Core {
  /** Requests the page and shows it; false if it could not be had. */
  refresh(): Promise<boolean>;
  /** Nothing is waited for any more. */
  endAll(): void;
  /** The address is that of another page than is shown. */
  isArriving(): boolean;
}

/** Where this tab remembers what it has changed last. */
const DONE = "pb-done";

/** An action of this tab is on its way, and will be done; no two leave the same mark. */
export function noteDone(): void {
  try {
    sessionStorage.setItem(DONE, `${Date.now()} ${Math.random()}`);
  } catch {
    // The browser does not let us, so pages are requested anew that need not be.
  }
}

function done(): string | null {
  try {
    return sessionStorage.getItem(DONE);
  } catch {
    return `${Math.random()}`;
  }
}

/** The fields with text of refused forms, and what stood in each before. */
const refused = new Map<HTMLInputElement, string>();

/** The page of a refusal has in `value` what was typed, and a browser puts back only what differs from that. */
function noteRefused({ target, detail }: Event & { detail?: { ok: boolean } }): void {
  for (const field of elements(target as unknown as Form) as Iterable<Element>) {
    if (!(field instanceof HTMLInputElement) || /radio|checkbox/.test(field.type)) continue;
    if (detail!.ok) refused.delete(field);
    else if (!refused.has(field) && field.value !== field.defaultValue) refused.set(field, field.defaultValue);
  }
}

/** Lets the browser see what was typed into them; what comes back lets it see the server's page again. */
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
  // How far the page is scrolled that is still shown tells nothing of the one that is on its way.
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
