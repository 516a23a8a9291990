// The look of a form while its answer is awaited.

import { document, getAttribute, removeAttribute, setAttribute } from "./dom.ts";
import { nodeOf, type Form } from "./forms.ts";
import { labels } from "./later.ts";
import { partnerOf } from "./tree.ts";

/** The number of answers that each element waits for. */
const waits = new Map<Element, number>();

/**
 * Marks the form, the submitter and every element that shows the form's state; the returned function removes
 * the marks.
 */
export function markWaiting(form: Form, submitter: HTMLElement | null, withLabel: boolean): () => void {
  const id = CSS.escape(getAttribute(form, "id") ?? "");
  const marked = new Set([nodeOf(form), submitter ?? nodeOf(form), ...document.querySelectorAll(`[data-pb-busy-for~="${id}"]`)]);
  for (const element of marked) {
    waits.set(element, (waits.get(element) ?? 0) + 1);
    // Not `disabled`, which would remove the focus, and the button's value from the next
    // submission.
    setAttribute(element, element === submitter ? "aria-disabled" : "aria-busy", "true");
    const label = getAttribute(element, "data-pb-busy");
    if (withLabel && label) labels.now?.begin(element, label);
  }
  return () => marked.forEach(unmark);
}

function unmark(element: Element): void {
  const count = waits.get(element);
  if (!count) return;
  waits.set(element, count - 1);
  if (count > 1) return;
  waits.delete(element);
  labels.now?.end(element);
  // As the server has rendered it; a script may have disabled the button as well.
  for (const name of ["aria-busy", "aria-disabled", "disabled"]) {
    const server = partnerOf(element);
    const value = server ? getAttribute(server, name) : null;
    if (value === null) removeAttribute(element, name);
    else setAttribute(element, name, value);
  }
}

/** Ends all waiting states, for a page restored from the back/forward cache. */
export function endAll(): void {
  for (const element of waits.keys()) {
    waits.set(element, 1);
    unmark(element);
  }
}
