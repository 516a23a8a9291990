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
  if (!isElement(was) || !isElement(next) || !isElement(live)) {
    link(next, live);
    if (was.nodeValue !== next.nodeValue) live.nodeValue = next.nodeValue;
  } else if (was.isEqualNode(next)) carry(live, was, next, work);
  else if (isLeftAlone(live, was) || !emit(live, "pb:morph", { next })) keep(was, next);
  else {
    link(next, live);
    updateTemplate(live, was, next);
    updateAttributes(live, was, next);
    updateChildren(live, was, next, work);
  }
}

/** The server has changed nothing in here: only the partners are others. */
function carry(live: Node, was: Node, next: Node, work: Work): void {
  if (isLeftAlone(live, was)) return keep(was as Element, next as Element);
  link(next, live);
  updateTemplate(live, was, next);
  let old = was.firstChild;
  for (let child = next.firstChild; child && old; old = old.nextSibling) {
    const partner = liveOf(old);
    // A script has thrown away what is still on the page.
    if (!partner?.isConnected) return updateChildren(live as Element, was as Element, next as Element, work);
    const following: ChildNode | null = child.nextSibling;
    carry(partner, old, child, work);
    child = following;
  }
}

/** What asks for it, and what is being edited. */
function isLeftAlone(live: Node, was: Node): boolean {
  return (
    isElement(was) &&
    (was.hasAttribute("data-pb-keep") || (live === document.activeElement && (live as HTMLElement).isContentEditable))
  );
}

/** What is in a template is not among its children. */
function updateTemplate(live: Node, was: Node, next: Node): void {
  if (!(live instanceof HTMLTemplateElement)) return;
  const { content } = next as HTMLTemplateElement;
  if (!(was as HTMLTemplateElement).content.isEqualNode(content)) {
    live.content.replaceChildren(document.importNode(content, true));
  }
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
