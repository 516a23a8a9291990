// What is shown = the server's last page, with the ops of all pending actions on top.
//
// Nothing is ever undone: what is pending is applied to the page anew, and the document follows. To
// do that in the time of a click, only the part of the page is looked at that the ops are in.

import { forgetRefused, type Settled } from "./controls.ts";
import type { Op } from "./declared.ts";
import { cloneNode, document, nodeName, parentNode, querySelectorAll, remove } from "./dom.ts";
import type { clearAway } from "./leftovers.ts";
import { morph } from "./morph.ts";
import { copyDocument } from "./sent.ts";
import { find, keyOf, partnerOf } from "./tree.ts";

/** What is shown, as the server would have sent it. Its nodes are linked to the live ones. */
const shown = copyDocument();
/** The page as the server has sent it. */
let base = cloneNode(shown, true);
/** The ops of actions that have no answer yet, in the order of the submits. */
const pending = new Map<string, Op[]>();
/** The next page is that of another address. */
let isLeft = false;
const bodyAtStart = cloneNode(document.body);
/** What an op has taken out of the document, in case it comes back. */
const parked = new Map<string, Element>();

/** A submit: its ops are shown from now on. */
export function add(id: string, ops: Op[]): void {
  pending.set(id, ops);
  ops.forEach(refold);
}

/** An answer without a page that can be shown: what only this submit has changed goes. */
export function drop(id: string): void {
  const ops = pending.get(id);
  pending.delete(id);
  ops?.forEach(refold);
}

/** A new page of the server, or the last one again; the answer to `id`, if it is one. */
export function show(next: Element = base, settled?: Settled, id = "", clear?: typeof clearAway): void {
  pending.delete(id);
  base = next;
  const gone = isLeft ? clear?.(bodyAtStart, partnerOf) : undefined;
  if (isLeft) forgetRefused();
  isLeft = false;
  follow("html", settled, gone);
}

/** Without a page of the server: what is no longer so is not shown. */
export function forget(selector: string): void {
  for (const element of querySelectorAll(base, selector)) remove(element);
  follow("html");
}

/** Another place: what is pending belongs to a page that is no longer shown. */
export function leave(): void {
  pending.clear();
  parked.clear();
  isLeft = true;
}

/** Shows the smallest part with a key anew that holds what the op changes. */
function refold(op: Op): void {
  let place: Node | null = op.locate(base) ?? op.locate(shown);
  if (op.kind === "remove") place &&= parentNode(place);
  while (!follow(place ? keyOf(place) : "html")) place = parentNode(place!);
}

/** The part `key` of the document becomes that of the page, with everything that is pending. False
 * if it is not there, or would have to be another kind of element. */
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
