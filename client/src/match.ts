// Decides which old node becomes which new one, among the children of two elements of the server's
// pages.
//
// A key decides, wherever its element was. Without one the element's content decides; if that does
// not distinguish it from its siblings, its position does: the content of one row never moves to
// another.

import { NAMELESS } from "./declared.ts";
import { childrenOf, contains, getAttribute, isEqualNode, nextSibling, nodeName, outerHTML, querySelector, querySelectorAll } from "./dom.ts";
import { assets, theirs } from "./later.ts";
import { isElement, KEYED, keyOf } from "./tree.ts";

/** The old elements, each by its key or by the new element that it becomes. */
export type Keyed = Map<string | Element, Element>;

/** Finds the old elements by key. A key that occurs twice in either page is ignored. */
export function findKeyed(root: Element, page: Element, returnable: Iterable<Element>): Keyed {
  const keyed: Keyed = new Map();
  const ambiguous = new Set([""]);
  for (const tree of [page, root]) {
    keyed.clear();
    for (const element of keyedIn(tree)) {
      const key = keyOf(element);
      if (keyed.has(key)) ambiguous.add(key);
      keyed.set(key, element);
    }
  }
  for (const element of [...returnable].flatMap(keyedIn)) {
    const key = keyOf(element);
    if (!keyed.has(key)) keyed.set(key, element);
  }
  for (const key of ambiguous) keyed.delete(key);
  return keyed;
}

function keyedIn(root: Element): Element[] {
  return [root, ...querySelectorAll(root, KEYED)];
}

/**
 * Returns the old node of each new child that has one. `unavailable` are old nodes that have
 * already become a new one, or that must not; each pair adds its old node.
 */
export function match(was: Element, wasChildren: readonly Node[], next: Element, keyed: Keyed, unavailable: Set<Node>): Map<Node, Node> {
  const pairs = new Map<Node, Node>();
  const children = childrenOf(next);
  const pair = (child: Node, old: Node | null | undefined): unknown => {
    if (!old || pairs.has(child) || unavailable.has(old) || !canBecome(old, child)) return false;
    pairs.set(child, old);
    return unavailable.add(old);
  };
  let news = children.filter(isElement);
  for (const child of news) {
    const old = keyed.get(keyOf(child) || child);
    // An element cannot move into itself.
    if (old && !contains(old, was)) pair(child, old);
  }
  let olds = wasChildren.filter(isElement);
  /** Leaves only unmatched elements in both lists, and returns whether neither is empty. */
  const narrowToUnmatched = (): boolean => {
    olds = olds.filter((old) => !unavailable.has(old));
    news = news.filter((child) => !pairs.has(child));
    return !!(olds[0] && news[0]);
  };
  /**
   * Pairs elements of the same name in order; with `onlyIfCountsMatch` only if both sides have the
   * same number of them.
   */
  const pairBy = (nameOf: (element: Element) => string, onlyIfCountsMatch?: boolean): void => {
    if (!narrowToUnmatched()) return;
    const candidates = groupBy(olds, nameOf);
    for (const [name, group] of groupBy(news, nameOf)) {
      const sameName = candidates.get(name) ?? [];
      if (!onlyIfCountsMatch || sameName.length === group.length) group.forEach((child, index) => pair(child, sameName[index]));
    }
  };
  if (narrowToUnmatched()) {
    const [newNames, oldNames] = [news, olds].map((elements) => elements.map(ownName));
    // The common case needs no search: the same unique names in the same order.
    if (`${newNames}` === `${oldNames}` && new Set(newNames).size === news.length) news.forEach((child, index) => pair(child, olds[index]));
  }
  /** Names an element by a key inside it, which must be unique on the page. */
  const keyInside = (inner: Element | null): string => (keyed.has(keyOf(inner)) ? `> ${keyOf(inner)}` : "");

  if (narrowToUnmatched()) {
    // An element stays the same while it contains the same key.
    if (querySelector(next, KEYED)) pairBy((element) => keyOf(element) || keyInside(querySelector(element, KEYED)));
    // Equal elements at the start of both lists, then at their end.
    for (const step of [1, -1]) {
      if (!narrowToUnmatched()) break;
      for (let at = step > 0 ? 0 : -1; isEqual(olds.at(at), news.at(at)) && pair(news.at(at)!, olds.at(at)); ) at += step;
    }
    pairBy(outerHTML, true);
    if (querySelector(next, "[name]")) pairBy((element) => keyOf(element) + [...querySelectorAll(element, "[name]")].map(ownName), true);
    // The optimistic row becomes the row that the server has created.
    for (const old of olds) {
      // A row with a key is preferred.
      if (getAttribute(old, "data-pb-optimistic") === NAMELESS) [...news.filter(keyOf), ...news].find((child) => !keyed.has(keyOf(child)) && pair(child, old));
    }
    pairBy(ownName);
    if (narrowToUnmatched()) theirs.now?.findAgain(olds, news, ownName, keyed);
    for (const child of news) pair(child, keyed.get(child));
  }
  // Text belongs to the preceding element, with which it moves.
  children.forEach((child, index) => {
    if (isElement(child)) return;
    const before = pairs.get(children[index - 1]!);
    pair(child, index ? before && nextSibling(before) : wasChildren[0]);
  });
  return pairs;
}

function isEqual(old: Element | undefined, child: Element | undefined): boolean {
  return !!old && isEqualNode(old, child ?? null);
}

function groupBy(elements: Element[], nameOf: (element: Element) => string): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    const name = nameOf(element);
    const group = groups.get(name);
    if (group) group.push(element);
    else if (name) groups.set(name, [element]);
  }
  return groups;
}

/** Returns what distinguishes an element from its siblings: its key, or the name of a field. */
function ownName(element: Element): string {
  const name = nodeName(element);
  const read = (name: string): string | null => getAttribute(element, name);
  const isChoice = name === "OPTION" || /radio|checkbox/i.test(read("type")!);
  return keyOf(element) || [name, read("type"), read("name"), isChoice && (read("value") ?? element.textContent)].join();
}

function canBecome(old: Node, child: Node): boolean {
  const name = nodeName(old);
  if (name !== nodeName(child)) return false;
  if (!isElement(old) || !isElement(child)) return true;
  return getAttribute(old, "type") === getAttribute(child, "type") && (!/^(script|style|link)$/i.test(name) || !!assets.now?.isSameSource(old as HTMLElement, child as HTMLElement));
}
