// Where the user is stays where it is, or as near as the new page allows.

import { document, focus as focusElement } from "./dom.ts";

/** Notes the focus; the function that comes back restores it after a morph. */
export function holdFocus(): () => void {
  const active = document.activeElement as HTMLElement as HTMLInputElement;
  const { selectionStart, selectionEnd } = active;
  const all = document.querySelectorAll("*");
  return () => {
    if (active === document.body) return;
    if (document.activeElement !== active && !focus(active)) {
      // It is gone: to what came after it.
      const places = [...all];
      if (!places.slice(places.indexOf(active)).some(focus)) focus(document.querySelector("main"));
    } else if (selectionStart != null && active.selectionStart != null) active.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Whether the focus is there now. */
export function focus(element: Element | null): boolean {
  if (element instanceof HTMLElement) focusElement(element, { preventScroll: true });
  else (element as SVGElement | null)?.focus?.({ preventScroll: true });
  return document.activeElement === element;
}
