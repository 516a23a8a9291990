// What scripts, the browser and the user have made of the page, where the server changes it:
// replaced text, and fields that it has moved.

import { childrenOf, closest, contains, getAttribute, matches, querySelectorAll, remove } from "./dom.ts";
import { keyOf, type Partners } from "./tree.ts";

const NONE = new Set<Node>();
const KEYED = "[id],[data-key]";
const NAMED = "[name],form";

/**
 * Keeps text that a script has replaced (a translation, "Copied!" on a button) or split (to mark a word): it
 * belongs to the script until the server changes it. Returns the server's texts that are no longer in `live`,
 * if one has changed; the script's text is then removed. `olds` are the server's nodes.
 */
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
    // Translated text is in `<font>`.
    if (!partners.has(node) && (isAllTheirs || node instanceof Text || node instanceof HTMLFontElement || pieces.has(node))) remove(node);
  }
  return new Set(lost.filter((old) => !isThere(old)));
}

/** Returns the nodes of `live` between two shown ones that together contain a `lost` text. */
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

/**
 * Finds fields and forms that the server has wrapped or unwrapped, by their form, their name and their
 * position among those of that name. `olds` and `news` have no partners among their siblings; `nameOf`
 * distinguishes elements from these; `keyed` are the old ones by their keys, or by the new ones.
 */
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
