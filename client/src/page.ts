// The shown page is the server's last page with the changes of all pending actions.
//
// Nothing is ever undone: pending changes are applied to the page again, and the document follows.
// To be fast enough for a click, only the part of the page with the changes is compared.

import { forgetRefused, type Settled } from "./controls.ts";
import type { Op } from "./declared.ts";
import { cloneNode, document, nodeName, parentNode, querySelectorAll, remove } from "./dom.ts";
import type { clearAway } from "./leftovers.ts";
import { morph } from "./morph.ts";
import { copyDocument } from "./sent.ts";
import { find, keyOf, partnerOf } from "./tree.ts";

/** The shown page as the server would have sent it. Its nodes are linked to the live ones. */
const shown = copyDocument();
/** The page as the server has sent it. */
let base = cloneNode(shown, true);
/** The optimistic changes of unanswered actions, in the order of submission. */
const pending = new Map<string, Op[]>();
/** Whether the next page belongs to another address. */
let isLeft = false;
const bodyAtStart = cloneNode(document.body);
/** Elements that a change has removed from the document and that may return. */
const parked = new Map<string, Element>();

/** Shows the changes of a submission from now on. */
export function add(id: string, ops: Op[]): void {
  pending.set(id, ops);
  ops.forEach(refold);
}

/** Removes the changes of a submission whose answer has no page to show. */
export function drop(id: string): void {
  const ops = pending.get(id);
  pending.delete(id);
  ops?.forEach(refold);
}

/** Shows a new page of the server, or the last one again; `id` is the submission that it answers. */
export function show(next: Element = base, settled?: Settled, id = "", clear?: typeof clearAway): void {
  pending.delete(id);
  base = next;
  const gone = isLeft ? clear?.(bodyAtStart, partnerOf) : undefined;
  if (isLeft) forgetRefused();
  isLeft = false;
  follow("html", settled, gone);
}

/** Removes an outdated part without a page of the server. */
export function forget(selector: string): void {
  for (const element of querySelectorAll(base, selector)) remove(element);
  follow("html");
}

/** Forgets all pending changes when another page is opened. */
export function leave(): void {
  pending.clear();
  parked.clear();
  isLeft = true;
}

/** Updates the smallest keyed part of the page that contains the change. */
function refold(op: Op): void {
  let place: Node | null = op.locate(base) ?? op.locate(shown);
  if (op.kind === "remove") place &&= parentNode(place);
  while (!follow(place ? keyOf(place) : "html")) place = parentNode(place!);
}

/**
 * Makes the part `key` of the document follow the page with all pending changes. Returns false if it is
 * missing, or would have to become another kind of element.
 */
function follow(key: string, settled: Settled = new Map(), gone?: Set<Node>): boolean {
  if (!key) return false;
  const was = find(shown, key);
  let part = find(base, key);
  if (!was || !part) return false;
  const ops = [...pending.values()].flat();
  if (ops[0]) part = cloneNode(part, true);
  for (const op of ops) part = op.apply(part, base);
  if (nodeName(part) !== nodeName(was)) return false;
  morph(was, part, settled, parked, gone);
  if (!ops[0]) parked.clear();
  return true;
}
