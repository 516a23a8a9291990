// Adopts what a script has added, such as a row, once the server knows it: from then on it counts as
// sent by the server, so that it is there once and follows the server.

import type { Settled } from "./controls.ts";
import { append, childrenOf, closest, getAttribute, isConnected, nodeName, ownerDocument, parentNode, querySelector, querySelectorAll } from "./dom.ts";
import { keyOf, type Partners } from "./tree.ts";

const KEYED = ":is([id],[data-key]):not(script,style,link)";

/**
 * Adopts by key, and without one by the name of a submitted field. `root` and `page` are the server's old and
 * new page; `parked` are elements that may return into the document.
 */
export function adopt(root: Element, page: Element, parked: Map<string, Element>, partners: Partners, settled: Settled): void {
  const inert = ownerDocument(root)!;
  const added = [...querySelectorAll(partners.get(root) as Element, KEYED)].filter((element) => !partners.has(element));
  const known = new Map(added[0] && [...querySelectorAll(page, KEYED)].map((element) => [keyOf(element), element]));
  for (const element of added) {
    const key = keyOf(element);
    const next = known.get(key);
    // One of them may be inside of another.
    if (next && !partners.has(element) && nodeName(next) === nodeName(element) && !querySelector(root, key)) parked.set(key, copyOf(element, inert, partners) as Element);
  }
  for (const control of settled.keys()) {
    if (partners.has(control) || !isConnected(control)) continue;
    const count = (tree: Element): number => [...querySelectorAll(tree, "[name]")].filter((field) => nameOf(field) === nameOf(control)).length;
    // Only if the server shows one more field of this name than before.
    if (count(root) >= count(page)) continue;
    let top: Node = control;
    while (!partners.has(parentNode(top)!)) top = parentNode(top)!;
    append(partners.get(parentNode(top)!) as Element, copyOf(top, inert, partners));
  }
}

/** Returns the action that a field is sent to, and its name. */
function nameOf(field: Element): string {
  const form = closest(field, "form");
  return `${form && getAttribute(form, "action")} ${getAttribute(field, "name")}`;
}

/** Returns a linked copy without entered values. */
function copyOf(live: Node, inert: Document, partners: Partners): Node {
  const isField = /^(input|textarea)$/i.test(nodeName(live));
  const copy = isField ? inert.createElement(nodeName(live)) : inert.importNode(live);
  if (isField) for (const attribute of (live as Element).attributes) (copy as Element).setAttributeNode(attribute.cloneNode() as Attr);
  for (const child of childrenOf(live)) copy.appendChild(copyOf(child, inert, partners));
  partners.set(copy, live).set(live, copy);
  return copy;
}
