// Which old node becomes which new one, among the children of two elements of the server's trees.

import { isElement, KEYED, keyOf, liveOf } from "./tree.ts";

/** How far to look ahead for an element without a key. */
const REACH = 12;

export interface Known {
  /** The old elements by their keys. */
  keyed: Map<string, Element>;
  /** The old nodes that have become a new one. */
  taken: Set<Node>;
}

export function keysOf(root: Element): Map<string, Element> {
  const keyed = new Map<string, Element>();
  for (const element of [root, ...root.querySelectorAll(KEYED)]) {
    const key = keyOf(element);
    if (key && !keyed.has(key)) keyed.set(key, element);
  }
  return keyed;
}

/** The old node of each new child that has one. */
export function match(was: Node, next: Node, known: Known): Map<Node, Node> {
  const pairs = new Map<Node, Node>();
  const pair = (child: Node, old: Node): void => {
    pairs.set(child, old);
    known.taken.add(old);
  };
  const isFree = (old: Node | null | undefined, child: Node): old is Node =>
    !!old && !known.taken.has(old) && isSameKind(old, child);
  const open = (): Element[] => [...next.childNodes].filter((child) => isElement(child) && !pairs.has(child)) as Element[];

  for (const child of open()) {
    const old = known.keyed.get(keyOf(child));
    // An element cannot move into itself.
    if (isFree(old, child) && !old.contains(was)) pair(child, old);
  }
  for (const child of open()) {
    if (keyOf(child)) continue;
    for (const inner of child.querySelectorAll(KEYED)) {
      let old: Node | null | undefined = known.keyed.get(keyOf(inner));
      while (old && old.parentNode !== was) old = old.parentNode;
      if (isFree(old, child) && !keyOf(old)) {
        pair(child, old);
        break;
      }
    }
  }
  // The row that was shown before the server had it becomes the row that the server has.
  for (const old of was.childNodes) {
    if (!isElement(old) || !old.hasAttribute("data-pb-optimistic") || known.taken.has(old)) continue;
    const born = open().find((child) => isFree(old, child) && !known.keyed.has(keyOf(child)));
    if (born) pair(born, old);
  }
  inOrder((old, child) => old.isEqualNode(child));
  inOrder(() => true);

  // Text belongs to the element that it follows, so that it moves along with it or not at all.
  for (const child of next.childNodes) {
    if (isElement(child)) continue;
    const before = child.previousSibling;
    const old = before ? pairs.get(before)?.nextSibling : was.firstChild;
    if (isFree(old, child)) pair(child, old);
  }
  return pairs;

  function inOrder(fits: (old: Element, child: Element) => boolean): void {
    const olds = [...was.childNodes].filter((old) => isElement(old) && !known.taken.has(old) && !keyOf(old)) as Element[];
    let start = 0;
    for (const child of open()) {
      if (keyOf(child)) continue;
      for (let index = start; index < Math.min(start + REACH, olds.length); index += 1) {
        const old = olds[index]!;
        if (!isFree(old, child) || !fits(old, child)) continue;
        pair(child, old);
        start = index + 1;
        break;
      }
    }
  }
}

function isSameKind(old: Node, child: Node): boolean {
  return (
    old.nodeName === child.nodeName &&
    (!isElement(old) || old.localName !== "input" || old.getAttribute("type") === (child as Element).getAttribute("type"))
  );
}

/** The live child of `parent` that stands for `old`: a script may have wrapped it. Nothing if a
 * script has taken it elsewhere. */
export function standIn(old: Node, parent: Node): Node | undefined {
  let live: Node | null | undefined = liveOf(old);
  while (live && live.parentNode !== parent) live = live.parentNode;
  return live ?? undefined;
}
