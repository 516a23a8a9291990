// Which old node becomes which new one, among the children of two elements of the server's pages.
//
// A key decides, wherever its element was. Without one it is what an element says; and where that
// does not tell it from its siblings, its place: what stands in a row never goes to its neighbour.

import { NAMELESS } from "./declared.ts";
import { isElement, KEYED, keyOf } from "./tree.ts";

/** The old elements by their keys. A key that occurs twice, in either page, finds none. */
export function findKeyed(root: Element, page: Element, parked: Iterable<Element>): Map<string, Element> {
  const keyed = new Map<string, Element>();
  const twice = new Set([""]);
  for (const tree of [page, root]) {
    keyed.clear();
    for (const element of withAll(tree)) {
      const key = keyOf(element);
      if (keyed.has(key)) twice.add(key);
      keyed.set(key, element);
    }
  }
  for (const element of [...parked].flatMap(withAll)) {
    const key = keyOf(element);
    if (!keyed.has(key)) keyed.set(key, element);
  }
  for (const key of twice) keyed.delete(key);
  return keyed;
}

function withAll(root: Element): Element[] {
  return [root, ...root.querySelectorAll(KEYED)];
}

/** The old node of each new child that has one. `keyed` are the old elements by their keys, `taken`
 * are those that have become a new one, or cannot. */
export function match(was: Node, next: Node, keyed: Map<string, Element>, taken: Set<Node>): Map<Node, Node> {
  const pairs = new Map<Node, Node>();
  const pair = (child: Node, old: Node | null | undefined): unknown => {
    if (!old || pairs.has(child) || taken.has(old) || !canBecome(old, child)) return false;
    pairs.set(child, old);
    return taken.add(old);
  };
  const olds = (): Element[] => [...was.childNodes].filter((old) => isElement(old) && !taken.has(old)) as Element[];
  const news = (): Element[] => [...next.childNodes].filter((child) => isElement(child) && !pairs.has(child)) as Element[];
  /** Pairs in order what has the same name; `ifAllAre`: only if none of that name is more or less. */
  const pairBy = (nameOf: (element: Element) => string, ifAllAre?: boolean): void => {
    const rows = groupBy(olds(), nameOf);
    for (const [name, children] of groupBy(news(), nameOf)) {
      const row = rows.get(name) ?? [];
      if (!ifAllAre || row.length === children.length) children.forEach((child, index) => pair(child, row[index]));
    }
  };

  for (const child of next.childNodes) {
    const old = keyed.get(keyOf(child));
    // An element cannot move into itself.
    if (!old?.contains(was)) pair(child, old);
  }
  // What is around the same key is the same.
  pairBy((element) => keyOf(element) || keyOf(element.querySelector(KEYED)).replace("[", "> ["));
  // What has not changed, from both ends.
  for (const end of [0, -1]) {
    const left = olds();
    const open = news();
    while (left.length && open.length && left.at(end)!.isEqualNode(open.at(end)!) && pair(open.at(end)!, left.at(end))) {
      for (const row of [left, open]) row.splice(end, 1);
    }
  }
  pairBy((element) => element.outerHTML, true);
  pairBy((element) => keyOf(element) + [...element.querySelectorAll("[name]")].map(ownName), true);
  // The row that was shown before the server had it becomes the row that the server has.
  for (const old of olds()) {
    if (old.getAttribute("data-pb-optimistic") === NAMELESS) news().find((child) => !keyed.has(keyOf(child)) && pair(child, old));
  }
  pairBy(ownName);
  // Text belongs to the element that it follows, so that it moves along with it or not at all.
  for (const child of next.childNodes) {
    const before = child.previousSibling;
    if (!isElement(child)) pair(child, before ? pairs.get(before)?.nextSibling : was.firstChild);
  }
  return pairs;
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

/** What tells an element from its siblings: its key, and of a field, what it asks for. */
function ownName(element: Element): string {
  const read = (name: string): string | null => element.getAttribute(name);
  const isChoice = element.localName === "option" || /radio|checkbox/i.test(read("type")!);
  return keyOf(element) || [element.localName, read("type"), read("name"), isChoice && (read("value") ?? element.textContent)].join();
}

function canBecome(old: Node, child: Node): boolean {
  if (old.nodeName !== child.nodeName) return false;
  if (!isElement(old)) return true;
  const next = child as HTMLElement;
  // What may load and apply by its nonce does not become what has none.
  const source = (element: Element): string => `${element.textContent} ${element.getAttribute("href")}`;
  const isMeant = (old as HTMLElement).nonce === next.nonce || source(old) === source(next);
  return isMeant && old.getAttribute("type") === next.getAttribute("type") && (!isData(old) || old.isEqualNode(next));
}

/** A script that no browser runs. It comes anew, because a changed one might be taken for code. */
function isData(element: Element): boolean {
  return element.localName === "script" && !/^$|^module$|importmap|rules|(java|ecma)script/i.test(element.getAttribute("type") ?? "");
}
