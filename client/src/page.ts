// What is shown = the server's last page, with the ops of all pending actions on top.
//
// Nothing is ever undone: the ops of what is still pending are applied to the page anew, and the
// document follows. To do that in the time of a click, only the part of the page is copied that
// the ops are in; the rest of the tree is page and shown at once.

import type { Settled } from "./controls.ts";
import { copyDocument } from "./html.ts";
import { morph } from "./morph.ts";
import { apply, placeOf, type Op } from "./optimistic.ts";
import { linkAll } from "./tree.ts";

/** What is shown, as the server would have sent it. */
let shown: Element = copyDocument();
/** The part of it that is not as the server has sent it, and what the server has sent. */
let changed: { base: Element; top: Element } | undefined;
/** The ops of actions that have no answer yet, in the order of the submits. */
const pending = new Map<string, Op[]>();
/** What an op has taken out of the document, in case it comes back. */
const parked = new Map<string, Element>();

linkAll(shown, document.documentElement);

/** A submit: its ops are shown from now on. */
export function add(id: string, ops: Op[]): void {
  if (!ops[0]) return;
  pending.set(id, ops);
  fold();
}

/** An answer without a page that can be shown: what only this submit has changed goes. */
export function drop(id: string): void {
  if (pending.delete(id)) fold();
}

/** A new page of the server; the answer to `id`, if it is one. */
export function show(next: Element, settled?: Settled, id = ""): void {
  pending.delete(id);
  const was = shown;
  shown = next;
  const top = regionOf();
  changed = top && { base: top.cloneNode(true) as Element, top };
  if (top) applyTo(top);
  update(was, next, settled);
}

/** Another place: what is pending belongs to a page that is no longer shown. */
export function leave(): void {
  pending.clear();
}

function fold(): void {
  const { base, top } = changed ?? {};
  const swap = (one?: Element, other?: Element): void => {
    if (shown === one) shown = other!;
    one?.replaceWith(other!);
  };
  swap(top, base);
  // From here to the other swap the tree is the server's page.
  const region = regionOf(base);
  if (!region) return;
  const copy = region.cloneNode(true) as Element;
  const next = region.cloneNode(true) as Element;
  applyTo(next);
  const was = region === base ? top! : region;
  swap(base, top);
  swap(was, next);
  changed = pending.size ? { base: copy, top: next } : undefined;
  update(was, next);
}

/** The smallest part of the page that holds everything the ops change, and `region`. */
function regionOf(region?: Element | null): Element | undefined {
  for (const op of allOps()) {
    const place = placeOf(shown, op);
    region ??= place;
    while (place && !region!.contains(place)) region = region!.parentElement;
  }
  return region ?? undefined;
}

function applyTo(region: Element): void {
  for (const op of allOps()) apply(region, op, shown);
}

function allOps(): Op[] {
  return [...pending.values()].flat();
}

function update(was: Element, next: Element, settled?: Settled): void {
  morph(was, next, settled, parked, pending.size > 0);
  if (!pending.size) parked.clear();
}
