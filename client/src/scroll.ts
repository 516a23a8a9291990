// How far each entry of the history is scrolled. The page is there at once, whatever its styles say.

/** Notes it of this entry. */
export function noteScroll(): void {
  const { state } = history;
  // A state of the app's own that has no room for it stays as it is.
  if (typeof state === "object") history.replaceState({ ...state, pbTop: scrollY }, "");
}

/** As far as this entry was scrolled when it was left. */
export function scrollBack(): void {
  scrollAt(history.state?.pbTop ?? scrollY);
}

export function scrollAt(top: number): void {
  scrollTo({ top, behavior: "instant" });
}
