// What the browser has kept of pages that were left, for Back and Forward: none of it is shown as it was
// before an action of this tab, nor after signing out.

import { document } from "./dom.ts";
import { noteScroll, scrollBack } from "./scroll.ts";

export { scrollBack };

/** What the core does for us. */
interface Core {
  /** Requests the page and shows it; false if it could not be had. */
  refresh(): Promise<boolean>;
  /** Nothing is waited for any more. */
  endAll(): void;
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

export function start({ refresh, endAll }: Core): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  let doneByThen = done();
  if (history.scrollRestoration === "manual") scrollBack();
  if (navigation?.type === "back_forward" && doneByThen) void refresh();
  addEventListener("pagehide", () => {
    noteScroll();
    doneByThen = done();
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    endAll();
    const isOld = done() !== doneByThen;
    const { style } = document.documentElement;
    if (isOld) style.visibility = "hidden";
    const isShown = await refresh();
    if (isOld && !isShown) location.reload();
    else style.visibility = "";
  });
  addEventListener("scrollend", noteScroll);
}
