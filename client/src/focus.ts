// Where the user is stays where it is, or as near as the new page allows.

import { keyOf, liveOf, serverOf } from "./tree.ts";

const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex]";

/** Notes the focus; the function that comes back restores it after a morph. */
export function holdFocus(wasRoot: Element): () => void {
  const active = document.activeElement;
  if (!active || active === document.body) return () => {};
  const { selectionStart, selectionEnd } = active as HTMLInputElement;
  const was = serverOf(active);
  return () => {
    if (document.activeElement === active) return;
    const key = keyOf(active);
    const same = active.isConnected || !key ? active : document.querySelector(key);
    if (same && focus(same)) {
      try {
        if (selectionStart != null) (same as HTMLInputElement).setSelectionRange(selectionStart, selectionEnd);
      } catch {
        // Not every type of input has a selection.
      }
      return;
    }
    const places = [...wasRoot.querySelectorAll(FOCUSABLE)];
    const after = was ? places.slice(places.indexOf(was) + 1) : [];
    if (!after.some((place) => focus(liveOf(place)))) focus(document.querySelector("main"));
  };
}

/** Whether the focus is there now. */
export function focus(element: Element | null | undefined): boolean {
  if (!element?.isConnected) return false;
  (element as HTMLElement).focus({ preventScroll: true });
  return document.activeElement === element;
}
