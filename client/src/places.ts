// Where we are: addresses, and how far each was scrolled.

/** What is requested for an address; the part behind `#` is not. */
export function placeOf(url: Location | URL): string {
  return url.pathname + url.search;
}

export function here(): string {
  return placeOf(location);
}

/** Notes how far this entry of the history is scrolled. */
export function noteScroll(): void {
  history.replaceState({ ...history.state, pbTop: scrollY }, "");
}

/** Goes to a page whose document is about to be shown. */
export function go(url: URL, replace: boolean | undefined): void {
  noteScroll();
  if (replace) history.replaceState({}, "", url);
  else history.pushState({}, "", url);
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
