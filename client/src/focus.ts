// Keeps the focus where it is.

import { document, focus as focusElement } from "./dom.ts";

/**
 * Records the focus and returns a function that restores it after a morph. If its element is gone, nothing is
 * focused, and Tab continues from its place: the next key must not press the following control.
 */
export function holdFocus(): () => void {
  const active = document.activeElement as HTMLElement as HTMLInputElement;
  const { selectionStart, selectionEnd } = active;
  return () => {
    if (document.activeElement !== active) focus(active);
    else if (selectionStart != null && active.selectionStart != null) active.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Focuses an element and returns whether it has the focus. */
export function focus(element: Element | null): boolean {
  if (element instanceof HTMLElement) focusElement(element, { preventScroll: true });
  else (element as SVGElement | null)?.focus?.({ preventScroll: true });
  return document.activeElement === element;
}
