// Text that a script has put something else in the place of: a translation, a counter in the title,
// "Copied!" on a button. It is the script's until the server has something else to say there.

import { partnerOf } from "./tree.ts";

/** The texts of the server's that are no longer shown in `live`, if the server has changed one of them.
 * What a script shows there instead is gone then. */
export function retell(was: Element, live: Element, pairs: Map<Node, Node>): Set<Node> {
  const isShown = (old: Node): boolean => live.contains(partnerOf(old) ?? null);
  const lost = new Set([...was.childNodes].filter((old) => old.nodeType === Node.TEXT_NODE && !isShown(old)));
  const same = new Set([...pairs].filter(([child, old]) => child.nodeValue === old.nodeValue).map(([, old]) => old));
  if ([...lost].every((old) => same.has(old))) return new Set();
  const isAllTheirs = ![...was.childNodes].some(isShown);
  for (const node of [...live.childNodes]) {
    // A translated text is in `<font>`.
    if (!partnerOf(node) && (isAllTheirs || node.nodeType === Node.TEXT_NODE || node.nodeName === "FONT")) node.remove();
  }
  return lost;
}
