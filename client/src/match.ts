// Which old node becomes which new one, among the children of two elements of the server's pages.

import { NAMELESS } from "./optimistic.ts";
import { isElement, KEYED, keyOf } from "./tree.ts";

/** How far to look ahead for an element without a key. */
const REACH = 12;

/** The old node of each new child that has one. `keyed` are the old elements by their keys, `taken`
 * are those that have become a new one. */
export function match(was: Node, next: Node, keyed: Map<string, Element>, taken: Set<Node>): Map<Node, Node> {
  const pairs = new Map<Node, Node>();
  const pair = (child: Node, old: Node | null | undefined): unknown => {
    if (!old || pairs.has(child) || taken.has(old) || !isSameKind(old, child)) return false;
    pairs.set(child, old);
    return taken.add(old);
  };
  const withoutKey = (parent: Node): Element[] =>
    [...parent.childNodes].filter((child): child is Element => isElement(child) && !keyOf(child));
  const free = new Set(withoutKey(was));
  const open = withoutKey(next);
  const inOrder = (fits: (old: Element, child: Element) => unknown): void => {
    const left = [...free].filter((old) => !taken.has(old));
    let start = 0;
    for (const child of open) {
      const reach = left.slice(start, start + REACH);
      start += 1 + reach.findIndex((old) => fits(old, child) && pair(child, old));
    }
  };

  for (const child of next.childNodes) {
    const old = keyed.get(keyOf(child));
    // An element cannot move into itself.
    if (!old?.contains(was)) pair(child, old);
  }
  // What is around the same key is the same.
  for (const child of open) {
    const inner = child.querySelector(KEYED);
    let old: Node | null | undefined = inner && keyed.get(keyOf(inner));
    while (old && old.parentNode !== was) old = old.parentNode;
    if (free.has(old as Element)) pair(child, old);
  }
  inOrder((old, child) => old.isEqualNode(child));
  // The row that was shown before the server had it becomes the row that the server has.
  for (const old of was.childNodes) {
    if ((old as Element).getAttribute?.("data-pb-optimistic") === NAMELESS) {
      [...next.childNodes].find((child) => !keyed.has(keyOf(child)) && pair(child, old));
    }
  }
  inOrder(() => true);
  // Text belongs to the element that it follows, so that it moves along with it or not at all.
  for (const child of next.childNodes) {
    const before = child.previousSibling;
    if (!isElement(child)) pair(child, before ? pairs.get(before)?.nextSibling : was.firstChild);
  }
  return pairs;
}

function isSameKind(old: Node, child: Node): boolean {
  const kind = (node: Node): string => node.nodeName + (node as Element).getAttribute?.("type");
  // What may load and apply by its nonce does not become what has none.
  const source = (node: Node): string => `${node.textContent} ${(node as Element).getAttribute?.("href")}`;
  const isTrusted = (old as HTMLElement).nonce === (child as HTMLElement).nonce || source(old) === source(child);
  return isTrusted && kind(old) === kind(child);
}
