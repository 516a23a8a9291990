// Where the user is stays where it is, or as near as the new page allows.

import { document, focus as focusElement, parentElement, setAttribute } from "./dom.ts";

/** Notes the focus; the function that comes back restores it after a morph. */
export function holdFocus(): () => void {
  const active = document.activeElement as HTMLElement as HTMLInputElement;
  const { selectionStart, selectionEnd } = active;
  const around: Element[] = [];
  for (let element = parentElement(active); element; element = parentElement(element)) around.push(element);
  return () => {
    if (active === document.body) return;
    if (document.activeElement !== active && !focus(active)) {
      // It is gone. What is around it does nothing when the next key is pressed, as another control would.
      around.some((element) => {
        setAttribute(element, "tabindex", "-1");
        return focus(element);
      });
    } else if (selectionStart != null && active.selectionStart != null) active.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Whether the focus is there now. */
export function focus(element: Element | null): boolean {
  if (element instanceof HTMLElement) focusElement(element, { preventScroll: true });
  else (element as SVGElement | null)?.focus?.({ preventScroll: true });
  return document.activeElement === element;
}
