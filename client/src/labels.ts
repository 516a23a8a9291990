// The label of a button while its answer is awaited: `data-pb-busy="Saving.."`. A page with such a
// button loads this module.

import { childrenOf, replaceChildren } from "./dom.ts";

const AFTER_MS = 120;

interface Label {
  timer: ReturnType<typeof setTimeout>;
  /** The label that is not shown at the moment: the button's own, or the busy one. */
  hidden?: (Node | string)[];
}

const labels = new Map<Element, Label>();

/** Shows the busy label after a delay, unless it is shown already. */
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

/** Runs `update` while all buttons have their own labels, as the server has sent them. */
export function withOwn(update: () => void): void {
  labels.forEach(swap);
  try {
    update();
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
