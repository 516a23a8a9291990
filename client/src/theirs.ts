// What scripts, the browser and the person have made of the page meanwhile, where the server has something new to
// say about it: text that stands there in other words, rows that the server did not know of yet, fields that it
// puts somewhere else.

import { childrenOf, closest, contains, getAttribute, matches, nodeName, ownerDocument, querySelector, querySelectorAll, remove } from "./dom.ts";
import { isElement, keyOf, type Partners } from "./tree.ts";

const NONE = new Set<Node>();
const KEYED = "[id],[data-key]";
const NAMED = "[name],form";

/** Text that a script has put something else in the place of, a translation for example, or "Copied!" on a button,
 * or that it has split, to mark a word: it is the script's until the server has something else to say there. What
 * comes back are the texts of the server's that are no longer in `live`, if one has changed; what a script shows there
 * instead is gone then. `olds` are the server's nodes there. */
export function retell(olds: readonly Node[], live: Element, pairs: Map<Node, Node>, partners: Partners): Set<Node> {
  const isThere = (old: Node): boolean => contains(live, partners.get(old) ?? null);
  const isShown = (old: Node): boolean => isThere(old) && (!(old instanceof Text) || partners.get(old)!.nodeValue === old.nodeValue);
  const lost = olds.filter((old) => !isShown(old) && old instanceof Text);
  if (!lost[0]) return NONE;
  const same = new Set([...pairs].filter(([child, old]) => child.nodeValue === old.nodeValue).map(([, old]) => old));
  if (lost.every((old) => same.has(old))) return NONE;
  const isAllTheirs = !olds.some(isThere);
  const pieces = piecesOf(lost, live, olds.filter(isShown).map((old) => partners.get(old)!));
  for (const node of childrenOf(live)) {
    // A translated text is in `<font>`.
    if (!partners.has(node) && (isAllTheirs || node instanceof Text || node instanceof HTMLFontElement || pieces.has(node))) remove(node);
  }
  return new Set(lost.filter((old) => !isThere(old)));
}

/** What stands in `live` between two that are shown, and together says the same as a text that is `lost`. */
function piecesOf(lost: Node[], live: Element, shown: Node[]): Set<Node> {
  const pieces = new Set<Node>();
  let row: Node[] = [];
  const end = (): void => {
    const text = row.map((node) => node.textContent).join("");
    if (lost.some((old) => old.nodeValue === text)) for (const node of row) pieces.add(node);
    row = [];
  };
  for (const node of childrenOf(live)) {
    if (shown.some((one) => contains(node, one))) end();
    else row.push(node);
  }
  end();
  return pieces;
}

/** What a script has added, a row for example, and the server knows by now: from here on it is as if the server had
 * sent it. `parked` is what can come back into the document, `root` and `page` are the server's old page and its new
 * one. */
export function adopt(root: Element, page: Element, parked: Map<string, Element>, partners: Partners): void {
  const added = [...querySelectorAll(partners.get(root) as Element, KEYED)].filter((element) => !partners.has(element));
  if (!added[0]) return;
  const known = new Map([...querySelectorAll(page, KEYED)].map((element) => [keyOf(element), element]));
  for (const element of added) {
    const key = keyOf(element);
    const next = known.get(key);
    // One of them may be inside of another.
    if (!next || partners.has(element) || nodeName(next) !== nodeName(element) || matches(element, "script,style,link") || querySelector(root, key)) continue;
    parked.set(key, copyOf(element, ownerDocument(root)!, partners) as Element);
  }
}

/** A copy that is linked, of which nothing was filled in. */
function copyOf(live: Node, inert: Document, partners: Partners): Node {
  let copy = inert.importNode(live);
  if (isElement(live) && matches(live, "input,textarea")) {
    copy = inert.createElement(live.localName);
    for (const attribute of live.attributes) (copy as Element).setAttributeNode(attribute.cloneNode() as Attr);
  }
  for (const child of childrenOf(live)) copy.appendChild(copyOf(child, inert, partners));
  partners.set(copy, live).set(live, copy);
  return copy;
}

/** Fields, and forms, that stand in something new by now, or in something less: each is known by its form, its name
 * and its place among those of that name. `olds` and `news` have found nobody among their siblings; `nameOf` tells an
 * element from those; `keyed` are the old ones by their keys, or by the new ones. */
export function findAgain(olds: Element[], news: Element[], nameOf: (element: Element) => string, keyed: Map<string | Element, Element>): void {
  const named = (roots: Element[]): Map<string, Element> => {
    const found = new Map<string, Element>();
    for (const root of roots) {
      for (const element of [root, ...querySelectorAll(root, NAMED)]) {
        const around = closest(element, KEYED);
        // What is around a key that is on both pages is where that is.
        if (!matches(element, NAMED) || (around && contains(root, around) && keyed.has(keyOf(around)))) continue;
        const form = closest(element, "form");
        let name = [nameOf(element), getAttribute(element, "form"), form && (getAttribute(form, "id") || getAttribute(form, "action"))].join();
        while (found.has(name)) name += "+";
        found.set(name, element);
      }
    }
    return found;
  };
  const before = named(olds);
  for (const [name, element] of named(news)) {
    const old = before.get(name);
    if (old) keyed.set(element, old);
  }
}
