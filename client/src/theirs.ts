// Keeps what belongs to scripts and to the user where the server changes the page: text that a script
// has replaced or split, and the fields and forms that the server has wrapped or unwrapped.

import { childrenOf, closest, contains, getAttribute, matches, querySelectorAll, remove } from "./dom.ts";
import { keyOf, type Partners } from "./tree.ts";

const NONE = new Set<Node>();
const WITH_ID_OR_KEY = "[id],[data-key]";
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
  const isAllReplaced = !olds.some(isThere);
  const pieces = piecesOf(lost, live, olds.filter(isShown).map((old) => partners.get(old)!));
  for (const node of childrenOf(live)) {
    // Translated text is in `<font>`.
    if (!partners.has(node) && (isAllReplaced || node instanceof Text || node instanceof HTMLFontElement || pieces.has(node))) remove(node);
  }
  // What was in the pieces is in the text again.
  for (const old of lost) partners.get(old)!.nodeValue = old.nodeValue;
  return new Set(lost.filter((old) => !isThere(old)));
}

/** Returns the nodes of `live` between two shown ones that together contain a `lost` text. */
function piecesOf(lost: Node[], live: Element, shown: Node[]): Set<Node> {
  const pieces = new Set<Node>();
  let run: Node[] = [];
  const endRun = (): void => {
    const text = run.map((node) => node.textContent).join("");
    if (lost.some((old) => old.nodeValue === text)) for (const node of run) pieces.add(node);
    run = [];
  };
  for (const node of childrenOf(live)) {
    if (shown.some((shownNode) => contains(node, shownNode))) endRun();
    else run.push(node);
  }
  endRun();
  return pieces;
}

/**
 * Finds fields and forms that the server has wrapped or unwrapped, by their form, their name and their
 * position among those of that name. `olds` and `news` are siblings that were not matched; `nameOf`
 * distinguishes an element from its siblings. Each find is added to `keyed`, by the new element.
 */
export function findAgain(olds: Element[], news: Element[], nameOf: (element: Element) => string, keyed: Map<string | Element, Element>): void {
  const named = (roots: Element[]): Map<string, Element> => {
    const found = new Map<string, Element>();
    for (const root of roots) {
      for (const element of [root, ...querySelectorAll(root, NAMED)]) {
        const around = closest(element, WITH_ID_OR_KEY);
        // An element with a key that is on both pages is matched by it, and its fields with it.
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
