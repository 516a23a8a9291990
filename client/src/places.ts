// Where we are in the history, how far each entry was scrolled, and what of it may be shown again.

import type { Address } from "./address.ts";
import { focus } from "./focus.ts";

export { clearAway } from "./leftovers.ts";

/** What the core does for us. */
interface Core {
  /** False if the page could not be had. */
  refresh(): Promise<boolean>;
  /** Nothing is waited for any more. */
  endAll(): void;
}

/** Where this tab remembers what it has changed last. */
const DONE = "pb-done";

/** An action of this tab is done, at this position of the server's log if it has one. */
export function noteDone(asof = `${Date.now()}`): void {
  try {
    sessionStorage.setItem(DONE, asof);
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

/** Takes care of pages that the browser has kept: none of them is shown as it was before an action of this
 * tab, nor after signing out. */
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

/** Notes how far this entry of the history is scrolled. */
function noteScroll(): void {
  history.replaceState({ ...history.state, pbTop: scrollY }, "");
}

/** Goes to a page whose document is about to be shown. */
export function go(address: Address, replace: boolean | undefined): void {
  noteScroll();
  // The browser would scroll before the page of the entry is shown.
  history.scrollRestoration = "manual";
  if (replace) history.replaceState({}, "", address);
  else history.pushState({}, "", address);
}

/** As if the page had just been opened at this address. */
export function scrollToStart(): void {
  if (location.hash) jumpTo(location.href as Address);
  else scrollAt(0);
}

/** To the part of the page that the address names, if it names one: also if it has named it before. */
export function jumpTo(address: Address): void {
  const [, part] = address.split("#");
  if (!part) return;
  if (location.hash === `#${part}`) location.replace(address);
  else location.hash = part;
  // At once, where the page's styles make it move slowly.
  document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
}

/** As far as this entry was scrolled when it was left. */
export function scrollBack(): void {
  scrollAt(history.state?.pbTop ?? scrollY);
}

/** At once, whatever the page's styles say. */
function scrollAt(top: number): void {
  scrollTo({ top, behavior: "instant" });
}

/** The focus is where it would be if the page had just been opened. */
export function focusPage(): void {
  // What is in a dialog has its turn when that is opened.
  if (!focus(document.querySelector("[autofocus]:not(dialog *,[popover] *)"))) {
    const start = document.querySelector("main h1") ?? document.querySelector("main");
    // Most headings cannot be focused; whoever uses the keyboard goes on from there all the same.
    if (start) (start as HTMLElement).tabIndex = -1;
    focus(start);
  }
}
