// Where an action leads: another page, as if it had just been opened.

import type { Address } from "./address.ts";
import { document } from "./dom.ts";
import { focus } from "./focus.ts";
import { noteScroll, scrollAt } from "./scroll.ts";

export { clearAway } from "./leftovers.ts";

/** Goes to a page whose document is about to be shown. */
export function go(address: Address, replace: boolean | undefined): void {
  noteScroll();
  // The browser would scroll before the page of the entry is shown.
  history.scrollRestoration = "manual";
  if (replace) history.replaceState({}, "", address);
  else history.pushState({}, "", address);
}

/** To the start of the page, or to the part of it that the address names. */
export function begin(): void {
  if (location.hash) jumpTo(location.href as Address);
  else scrollAt(0);
  focusPage();
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

/** The focus is where it would be if the page had just been opened. */
function focusPage(): void {
  // What is in a dialog has its turn when that is opened.
  if (!focus(document.querySelector("[autofocus]:not(dialog *,[popover] *)"))) {
    const start = document.querySelector("main h1") ?? document.querySelector("main");
    // Most headings cannot be focused; whoever uses the keyboard goes on from there all the same.
    if (start) (start as HTMLElement).tabIndex = -1;
    focus(start);
  }
}
