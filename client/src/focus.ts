// Where the user is stays where it is.

import { document, focus as focusElement } from "./dom.ts";

/** Notes the focus; the function that comes back restores it after a morph. Where its element is gone, it
 * is nowhere, and Tab goes on from there: the next key must not press what comes after it. */
export function holdFocus(): () => void {
  const active = document.activeElement as HTMLElement as HTMLInputElement;
  const { selectionStart, selectionEnd } = active;
  return () => {
    if (document.activeElement !== active) focus(active);
    else if (selectionStart != null && active.selectionStart != null) active.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Whether the focus is there now. */
export function focus(element: Element | null): boolean {
  if (element instanceof HTMLElement) focusElement(element, { preventScroll: true });
  else (element as SVGElement | null)?.focus?.({ preventScroll: true });
  return document.activeElement === element;
}
