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
/** Whether the next page to be shown is that of another address. */
let isAnotherExpected = false;
const bodyAtStart = cloneNode(document.body);
/** Elements removed while changes are pending, by key: they may return when a change is dropped. */
const returnable = new Map<string, Element>();

/** Shows the changes of a submission from now on. */
export function addChanges(id: string, ops: Op[]): void {
  pending.set(id, ops);
  ops.forEach(updateAround);
}

/** Removes the changes of a submission whose answer has no page to show. */
export function dropChanges(id: string): void {
  const ops = pending.get(id);
  pending.delete(id);
  ops?.forEach(updateAround);
}

/**
 * Shows a new page of the server, or the last one again, with the changes that are still pending. `id` is the
 * submission that the page answers; `clear` clears away the page of another address.
 */
export function rebase(next: Element = base, settled?: Settled, id = "", clear?: typeof clearAway): void {
  pending.delete(id);
  base = next;
  const discarded = isAnotherExpected ? clear?.(bodyAtStart, partnerOf) : undefined;
  if (isAnotherExpected) forgetRefused();
  isAnotherExpected = false;
  updatePart("html", settled, discarded);
}

/** Removes elements that are outdated although there is no new page. */
export function removeOutdated(selector: string): void {
  for (const element of querySelectorAll(base, selector)) remove(element);
  updatePart("html");
}

/** Prepares for the page of another address: no pending change applies to it. */
export function expectAnotherPage(): void {
  pending.clear();
  returnable.clear();
  isAnotherExpected = true;
}

/** Updates the smallest keyed part of the page that contains the change. */
function updateAround(op: Op): void {
  let place: Node | null = op.locate(base) ?? op.locate(shown);
  if (op.kind === "remove") place &&= parentNode(place);
  while (!updatePart(place ? keyOf(place) : "html")) place = parentNode(place!);
}

/**
 * Makes the part `key` of the document follow the page with all pending changes. Returns false if it is
 * missing, or would have to become another kind of element.
 */
function updatePart(key: string, settled: Settled = new Map(), discarded?: Set<Node>): boolean {
  if (!key) return false;
  const old = find(shown, key);
  let part = find(base, key);
  if (!old || !part) return false;
  const ops = [...pending.values()].flat();
  if (ops[0]) part = cloneNode(part, true);
  for (const op of ops) part = op.apply(part, base);
  if (nodeName(part) !== nodeName(old)) return false;
  morph(old, part, settled, returnable, discarded);
  if (!ops[0]) returnable.clear();
  return true;
}
