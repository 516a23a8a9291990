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

export class Page {
  /** What is shown, as the server would have sent it. */
  #shown: Element = copyDocument();
  /** The part of it that is not as the server has sent it, and what the server has sent. */
  #changed: { base: Element; shown: Element } | undefined;
  /** The ops of actions that have no answer yet, in the order of the submits. */
  readonly #pending = new Map<string, Op[]>();
  /** What an op has taken out of the document, in case it comes back. */
  readonly #parked = new Map<string, Element>();

  constructor() {
    linkAll(this.#shown, document.documentElement);
  }

  /** A submit: its ops are shown from now on. */
  add(id: string, ops: Op[]): void {
    if (ops.length === 0) return;
    this.#pending.set(id, ops);
    this.#fold();
  }

  /** An answer without a page that can be shown: what only this submit has changed goes. */
  drop(id: string): void {
    if (this.#pending.delete(id)) this.#fold();
  }

  /** A new page of the server; the answer to `id`, if it is one. */
  show(next: Element, settled?: Settled, id = ""): void {
    this.#pending.delete(id);
    const was = this.#shown;
    this.#shown = next;
    this.#changed = undefined;
    const region = this.#region(next);
    if (region) {
      const base = region.cloneNode(true) as Element;
      this.#apply(region, next);
      this.#changed = { base, shown: region };
    }
    this.#morph(was, next, settled);
  }

  /** Another place: what is pending belongs to a page that is no longer shown. */
  leave(): void {
    this.#pending.clear();
  }

  #fold(): void {
    const changed = this.#changed;
    changed?.shown.replaceWith(changed.base);
    if (this.#shown === changed?.shown) this.#shown = changed.base;
    // From here to the other swap the tree is the server's page.
    const region = this.#region(this.#shown, changed?.base);
    if (!region) return;
    const base = region.cloneNode(true) as Element;
    const next = region.cloneNode(true) as Element;
    this.#apply(next, this.#shown);
    const was = region === changed?.base ? changed.shown : region;
    changed?.base.replaceWith(changed.shown);
    was.replaceWith(next);
    if (this.#shown === region) this.#shown = next;
    this.#changed = this.#pending.size > 0 ? { base, shown: next } : undefined;
    this.#morph(was, next);
  }

  /** The smallest part of the page that holds everything the ops change, and `also`. */
  #region(page: Element, also?: Element): Element | undefined {
    let region = also;
    for (const op of [...this.#pending.values()].flat()) {
      const place = placeOf(page, op);
      region ??= place ?? undefined;
      while (region && place && !region.contains(place)) region = region.parentElement ?? undefined;
    }
    return region;
  }

  #apply(region: Element, base: Element): void {
    for (const op of [...this.#pending.values()].flat()) apply(region, op, base);
  }

  #morph(was: Element, next: Element, settled: Settled = new Map()): void {
    morph(was, next, { settled, parked: this.#parked, parks: this.#pending.size > 0 });
    if (this.#pending.size === 0) this.#parked.clear();
  }
}
