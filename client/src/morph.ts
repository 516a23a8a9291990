// The live document follows the server's new page, and changes nothing that the server did not.
//
// Every comparison is between the old page and the new one; the live node that belongs to the old
// one gets the difference. So what scripts have added to it, attributes, classes or whole nodes,
// stays.

import { remember, type Settled } from "./controls.ts";
import { create } from "./create.ts";
import { emit } from "./events.ts";
import { holdFocus } from "./focus.ts";
import { keysOf, match, standIn, type Known } from "./match.ts";
import { place } from "./place.ts";
import { copyOf, isElement, keep, KEYED, keyOf, link, linkAll, liveOf } from "./tree.ts";

interface Work extends Known {
  /** Those of `keyed` that are not in the document. */
  revived: Set<Node>;
  /** The children that no new one was found for, and the new parent. */
  leftOver: [was: Node, parent: Node][];
}

/** `parked` are elements that were taken out and can come back; with `parks` what goes now is one. */
export function morph(
  was: Element,
  next: Element,
  settled: Settled = new Map(),
  parked = new Map<string, Element>(),
  parks = false,
): void {
  const live = liveOf(was);
  if (!live) return;
  const work: Work = {
    keyed: keysOf(was),
    taken: new Set(),
    revived: new Set(),
    leftOver: [],
  };
  for (const root of parked.values()) {
    for (const [key, element] of keysOf(root)) {
      if (work.keyed.has(key)) continue;
      work.keyed.set(key, element);
      work.revived.add(element);
    }
  }
  const restoreControls = remember(live, settled);
  const restoreFocus = holdFocus(was);
  update(live, was, next, work);
  // Only now: what goes may have held what stays elsewhere.
  for (const [old, parent] of work.leftOver) {
    if (work.taken.has(old)) continue;
    const gone = liveOf(old);
    if (isElement(old) && old.hasAttribute("data-pb-keep")) {
      parent.appendChild(copyOf(old));
      continue;
    }
    const key = keyOf(old);
    if (parks && key) parked.set(key, old as Element);
    (gone as ChildNode | undefined)?.remove();
  }
  restoreControls();
  restoreFocus();
}

function update(live: Node, was: Node, next: Node, work: Work): void {
  link(next, live);
  if (!isElement(was) || !isElement(next) || !isElement(live)) {
    if (was.nodeValue !== next.nodeValue) live.nodeValue = next.nodeValue;
    return;
  }
  if (was.hasAttribute("data-pb-keep") || isBeingEdited(live)) return keep(was, next);
  if (live instanceof HTMLTemplateElement) {
    const { content } = next as HTMLTemplateElement;
    if (!(was as HTMLTemplateElement).content.isEqualNode(content)) {
      live.content.replaceChildren(document.importNode(content, true));
    }
  }
  if (was.isEqualNode(next)) {
    const olds = [...was.childNodes];
    // Unless a script has thrown away what is still on the page.
    if (olds.every((old) => liveOf(old)?.isConnected)) {
      [...next.childNodes].forEach((child, index) => {
        const old = olds[index]!;
        work.taken.add(old);
        update(liveOf(old)!, old, child, work);
      });
      return;
    }
  } else if (!emit(live, "pb:morph", { next })) return keep(was, next);
  updateAttributes(live, was, next);
  updateChildren(live, was, next, work);
}

function isBeingEdited(live: Element): boolean {
  return (live as HTMLElement).isContentEditable && live.contains(document.activeElement);
}

function updateAttributes(live: Element, was: Element, next: Element): void {
  for (const { name, value, namespaceURI } of [...next.attributes]) {
    const before = was.getAttribute(name);
    if (before === value || isTheClients(next, name)) continue;
    if (name === "class" && live.getAttribute(name) !== before) {
      live.classList.remove(...was.classList);
      live.classList.add(...next.classList);
      continue;
    }
    try {
      live.setAttributeNS(namespaceURI, name, value);
    } catch {
      // Trusted Types refuses code in attributes, and that is for the app to decide.
    }
  }
  for (const { name } of [...was.attributes]) {
    if (!next.hasAttribute(name) && !isTheClients(next, name)) live.removeAttribute(name);
  }
}

function isTheClients(element: Element, name: string): boolean {
  if (name === "nonce") return true;
  return name === "open" && /^(details|dialog)$/.test(element.localName) && !element.hasAttribute("data-pb-sync");
}

function updateChildren(live: Element, was: Element, next: Element, work: Work): void {
  const pairs = match(was, next, work);
  const order: Node[] = [];
  const updates: [live: Node, was: Node, next: Node][] = [];
  for (const child of next.childNodes) {
    const old = pairs.get(child);
    let partner = old && liveOf(old);
    if (old && partner && (partner.isConnected || work.revived.has(old))) {
      // Where a script has put it, if it was here before.
      const stand = old.parentNode === was ? standIn(old, live) : partner;
      if (stand) order.push(stand);
      updates.push([partner, old, child]);
      continue;
    }
    const loaded = liveOf(child);
    if (loaded) {
      order.push(loaded);
      continue;
    }
    if (!emit(live, "pb:add", { node: child })) continue;
    const isDeep = !isElement(child) || ![...child.querySelectorAll(KEYED)].some((inner) => work.keyed.has(keyOf(inner)));
    partner = create(child, isDeep);
    order.push(partner);
    if (isDeep) linkAll(child, partner);
    else {
      const empty = child.cloneNode(false);
      link(empty, partner);
      updates.push([partner, empty, child]);
    }
  }
  place(live, order);
  for (const [partner, old, child] of updates) update(partner, old, child, work);
  for (const old of was.childNodes) work.leftOver.push([old, next]);
}
