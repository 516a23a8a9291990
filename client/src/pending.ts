// What a form looks like while its answer is awaited.

import { document, getAttribute, removeAttribute, setAttribute } from "./dom.ts";
import { nodeOf, type Form } from "./forms.ts";
import { labels } from "./later.ts";
import { partnerOf } from "./tree.ts";

/** How many answers each waits for. */
const busy = new Map<Element, number>();

/** Marks form, submitter and whatever shows the form's state; what comes back takes that away. */
export function begin(form: Form, submitter: HTMLElement | null, withLabel: boolean): () => void {
  const id = CSS.escape(getAttribute(form, "id") ?? "");
  const marked = new Set([nodeOf(form), submitter ?? nodeOf(form), ...document.querySelectorAll(`[data-pb-busy-for~="${id}"]`)]);
  for (const element of marked) {
    busy.set(element, (busy.get(element) ?? 0) + 1);
    // Not `disabled`: that takes the focus away, and the button's value out of the next submit.
    setAttribute(element, element === submitter ? "aria-disabled" : "aria-busy", "true");
    const label = getAttribute(element, "data-pb-busy");
    if (withLabel && label) labels.now?.begin(element, label);
  }
  return () => marked.forEach(end);
}

function end(element: Element): void {
  const count = busy.get(element);
  if (!count) return;
  busy.set(element, count - 1);
  if (count > 1) return;
  busy.delete(element);
  labels.now?.end(element);
  // As the server has it; a script may have disabled the button as well.
  for (const name of ["aria-busy", "aria-disabled", "disabled"]) {
    const server = partnerOf(element);
    const value = server ? getAttribute(server, name) : null;
    if (value === null) removeAttribute(element, name);
    else setAttribute(element, name, value);
  }
}

/** A page out of the back/forward cache waits for nothing. */
export function endAll(): void {
  for (const element of busy.keys()) {
    busy.set(element, 1);
    end(element);
  }
}
