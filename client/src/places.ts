// Where we are in the history, and how far each entry was scrolled.

import type { Address } from "./address.ts";

/** Notes how far this entry of the history is scrolled. */
export function noteScroll(): void {
  history.replaceState({ ...history.state, pbTop: scrollY }, "");
}

/** Goes to a page whose document is about to be shown. */
export function go(address: Address, replace: boolean | undefined): void {
  noteScroll();
  if (replace) history.replaceState({}, "", address);
  else history.pushState({}, "", address);
}

/** As if the page had just been opened at this address. */
export function scrollToStart(): void {
  if (location.hash) location.replace(location.href);
  else scrollTo(0, 0);
}

/** As far as this entry was scrolled when it was left. */
export function scrollBack(): void {
  scrollTo(0, history.state?.pbTop ?? scrollY);
}
