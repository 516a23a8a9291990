// The target of an action: another page, shown as if it had just been opened.

import type { Address } from "./address.ts";
import { document } from "./dom.ts";
import { focus } from "./focus.ts";
import { noteScroll, scrollAt } from "./scroll.ts";

export { clearAway } from "./leftovers.ts";

/** Enters a page into the history, before its document is shown. */
export function go(address: Address, replace: boolean | undefined): void {
  noteScroll();
  // The browser would scroll before the page of the entry is shown.
  history.scrollRestoration = "manual";
  if (replace) history.replaceState({}, "", address);
  else history.pushState({}, "", address);
}

/** Scrolls to the start of the page, or to the fragment of its URL. */
export function begin(): void {
  if (location.hash) jumpTo(location.href as Address);
  else scrollAt(0);
  focusPage();
}

/** Scrolls to the fragment of the URL, if it has one, even if it is the current one. */
export function jumpTo(address: Address): void {
  const [, fragment] = address.split("#");
  if (!fragment) return;
  if (location.hash === `#${fragment}`) location.replace(address);
  else location.hash = fragment;
  // Instantly, even if the page's styles set smooth scrolling.
  document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
}

/** Moves the focus to where it would be after loading the page. */
function focusPage(): void {
  // An element in a dialog is focused when that opens.
  if (!focus(document.querySelector("[autofocus]:not(dialog *,[popover] *)"))) {
    const start = document.querySelector("main h1") ?? document.querySelector("main");
    // Most headings cannot be focused without it; keyboard users continue from there.
    if (start) (start as HTMLElement).tabIndex = -1;
    focus(start);
  }
}
