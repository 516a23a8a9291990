// The scroll position of each history entry. The page scrolls instantly, whatever its styles say.

/** Records the scroll position in the current history entry. */
export function noteScroll(): void {
  const { state } = history;
  // A state of the app that is no object cannot hold the position, and is not changed.
  if (typeof state === "object") history.replaceState({ ...state, pbTop: scrollY }, "");
}

/** Restores the scroll position of the current history entry. */
export function scrollBack(): void {
  scrollAt(history.state?.pbTop ?? scrollY);
}

export function scrollAt(top: number): void {
  scrollTo({ top, behavior: "instant" });
}
