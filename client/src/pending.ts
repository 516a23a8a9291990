// What a form looks like while its answer is awaited.

import { nodeOf, own, type Form } from "./forms.ts";
import { partnerOf } from "./tree.ts";

const LABEL_AFTER_MS = 120;

interface Busy {
  count: number;
  timer?: ReturnType<typeof setTimeout>;
  /** Of the label and the other one, what is not shown. */
  hidden?: (Node | string)[];
}

const busy = new Map<HTMLElement, Busy>();

/** Marks form, submitter and whatever shows the form's state; what comes back takes that away. */
export function begin(form: Form, submitter: HTMLElement | null, withLabel: boolean): () => void {
  const id = CSS.escape(own(form, "getAttribute")("id") ?? "");
  const marked = new Set([nodeOf(form), submitter ?? nodeOf(form), ...document.querySelectorAll<HTMLElement>(`[data-pb-busy-for~="${id}"]`)]);
  for (const element of marked) {
    const state = busy.get(element) ?? { count: 0 };
    busy.set(element, state);
    state.count += 1;
    // Not `disabled`: that takes the focus away, and the button's value out of the next submit.
    own(element, "setAttribute")(element === submitter ? "aria-disabled" : "aria-busy", "true");
    const label = own(element, "dataset")["pbBusy"];
    if (withLabel && label) {
      state.timer ??= setTimeout(() => {
        state.hidden = [label];
        swap(state, element);
      }, LABEL_AFTER_MS);
    }
  }
  return () => marked.forEach(end);
}

function end(element: HTMLElement): void {
  const state = busy.get(element);
  if (!state || --state.count) return;
  busy.delete(element);
  clearTimeout(state.timer);
  swap(state, element);
  // As the server has it; a script may have disabled the button as well.
  for (const name of ["aria-busy", "aria-disabled", "disabled"]) {
    const value = partnerOf(element)?.getAttribute(name) ?? null;
    if (value === null) own(element, "removeAttribute")(name);
    else own(element, "setAttribute")(name, value);
  }
}

/** A page out of the back/forward cache waits for nothing. */
export function endAll(): void {
  for (const [element, state] of busy) {
    state.count = 1;
    end(element);
  }
}

/** Does something while all labels are the server's. */
export function withOwnLabels(doing: () => void): void {
  busy.forEach(swap);
  try {
    doing();
  } finally {
    busy.forEach(swap);
  }
}

function swap(state: Busy, element: HTMLElement): void {
  if (!state.hidden) return;
  const shown = [...own(element, "childNodes")];
  own(element, "replaceChildren")(...state.hidden);
  state.hidden = shown;
}
