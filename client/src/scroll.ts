// How far each entry of the history is scrolled. The page is there at once, whatever its styles say.

/** Notes it of this entry. */
export function noteScroll(): void {
  history.replaceState({ ...history.state, pbTop: scrollY }, "");
}

/** As far as this entry was scrolled when it was left. */
export function scrollBack(): void {
  scrollAt(history.state?.pbTop ?? scrollY);
}

export function scrollAt(top: number): void {
  scrollTo({ top, behavior: "instant" });
}
