// Text that a script has put something else in the place of: a translation, a counter in the title,
// "Copied!" on a button. It is the script's until the server has something else to say there.

import { childrenOf, contains, remove } from "./dom.ts";
import { partnerOf } from "./tree.ts";

const NONE = new Set<Node>();

/** The texts of the server's that are no longer shown in `live`, if the server has changed one of them.
 * What a script shows there instead is gone then. `olds` are the server's nodes there. */
export function retell(olds: readonly Node[], live: Element, pairs: Map<Node, Node>): Set<Node> {
  const isShown = (old: Node): boolean => contains(live, partnerOf(old) ?? null);
  const lost = olds.filter((old) => old instanceof Text && !isShown(old));
  if (!lost[0]) return NONE;
  const same = new Set([...pairs].filter(([child, old]) => child.nodeValue === old.nodeValue).map(([, old]) => old));
  if (lost.every((old) => same.has(old))) return NONE;
  const isAllTheirs = !olds.some(isShown);
  for (const node of childrenOf(live)) {
    // A translated text is in `<font>`.
    if (!partnerOf(node) && (isAllTheirs || node instanceof Text || node instanceof HTMLFontElement)) remove(node);
  }
  return new Set(lost);
}
