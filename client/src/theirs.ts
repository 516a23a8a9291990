// What scripts, the browser and the person have made of the page meanwhile, where the server has something new to
// say about it: text that stands there in other words, rows that the server did not know of yet, fields that it
// puts somewhere else.

import { childrenOf, contains, remove } from "./dom.ts";
import type { Partners } from "./tree.ts";

const NONE = new Set<Node>();

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
