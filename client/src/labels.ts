// What a button says while its answer is awaited: `data-pb-busy="Saving.."`. A page that has such a button
// loads this.

import { childrenOf, replaceChildren } from "./dom.ts";

const AFTER_MS = 120;

interface Label {
  timer: ReturnType<typeof setTimeout>;
  /** Of the label and the other one, what is not shown. */
  hidden?: (Node | string)[];
}

const labels = new Map<Element, Label>();

/** It says so in a moment, unless it does already. */
export function begin(element: Element, text: string): void {
  if (labels.has(element)) return;
  const label: Label = { timer: setTimeout(() => swap(Object.assign(label, { hidden: [text] }), element), AFTER_MS) };
  labels.set(element, label);
}

export function end(element: Element): void {
  const label = labels.get(element);
  if (!label) return;
  labels.delete(element);
  clearTimeout(label.timer);
  swap(label, element);
}

/** Does something while all labels are the server's. */
export function withOwn(doing: () => void): void {
  labels.forEach(swap);
  try {
    doing();
  } finally {
    labels.forEach(swap);
  }
}

function swap(label: Label, element: Element): void {
  if (!label.hidden) return;
  const shown = childrenOf(element);
  replaceChildren(element, ...label.hidden);
  label.hidden = shown;
}
