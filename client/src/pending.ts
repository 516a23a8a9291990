// What a form looks like while its answer is awaited.

const LABEL_AFTER_MS = 120;

interface Busy {
  count: number;
  timer?: ReturnType<typeof setTimeout>;
  /** What the label was, while another one is shown. */
  label?: Node[];
}

const busy = new Map<HTMLElement, Busy>();

/** Marks form, submitter and whatever shows the form's state; what comes back takes that away. */
export function begin(form: HTMLFormElement, submitter: HTMLElement | null, withLabel: boolean): () => void {
  const key = CSS.escape(form.getAttribute("id") ?? "");
  const shown = document.querySelectorAll<HTMLElement>(`[data-pb-busy-for~="${key}"]`);
  const marked = new Set([form, ...(submitter ? [submitter] : []), ...(key ? shown : [])]);
  for (const element of marked) {
    const state = busy.get(element) ?? { count: 0 };
    busy.set(element, state);
    state.count += 1;
    // Not `disabled`: that takes the focus away, and the button's value out of the next submit.
    element.setAttribute(element === submitter ? "aria-disabled" : "aria-busy", "true");
    if (withLabel && element.hasAttribute("data-pb-busy")) {
      state.timer ??= setTimeout(() => relabel(element, state), LABEL_AFTER_MS);
    }
  }
  return () => marked.forEach(end);
}

function end(element: HTMLElement): void {
  const state = busy.get(element);
  if (!state || --state.count > 0) return;
  busy.delete(element);
  clearTimeout(state.timer);
  restore(element, state);
  element.removeAttribute("aria-busy");
  element.removeAttribute("aria-disabled");
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
  const swapped = [...busy].filter(([, { label }]) => label);
  for (const [element, state] of swapped) restore(element, state);
  try {
    doing();
  } finally {
    for (const [element, state] of swapped) relabel(element, state);
  }
}

function relabel(element: HTMLElement, state: Busy): void {
  state.label = [...element.childNodes];
  element.replaceChildren(element.getAttribute("data-pb-busy")!);
}

function restore(element: HTMLElement, state: Busy): void {
  if (state.label) element.replaceChildren(...state.label);
  delete state.label;
}
