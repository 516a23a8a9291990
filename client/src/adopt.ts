// Adopts elements that a script has added, such as a table row, once the server's page contains them
// too. Otherwise the same row would be shown twice: the script's and the server's. An adopted element
// follows the server from then on.

import type { Settled } from "./controls.ts";
import { append, childrenOf, closest, getAttribute, isConnected, nodeName, ownerDocument, parentNode, querySelector, querySelectorAll } from "./dom.ts";
import { keyOf, type Partners } from "./tree.ts";

const ADOPTABLE = ":is([id],[data-key]):not(script,style,link)";

/**
 * Recognises an element by its key, or, if it has none, by the name of a submitted field inside it. `root` and
 * `page` are the server's old and new page; `returnable` are removed elements that may return.
 */
export function adopt(root: Element, page: Element, returnable: Map<string, Element>, partners: Partners, settled: Settled): void {
  const inert = ownerDocument(root)!;
  const added = [...querySelectorAll(partners.get(root) as Element, ADOPTABLE)].filter((element) => !partners.has(element));
  const known = new Map(added[0] && [...querySelectorAll(page, ADOPTABLE)].map((element) => [keyOf(element), element]));
  for (const element of added) {
    const key = keyOf(element);
    const next = known.get(key);
    // If one added element contains another, the outer one has adopted both.
    if (next && !partners.has(element) && nodeName(next) === nodeName(element) && !querySelector(root, key)) returnable.set(key, linkedCopyOf(element, inert, partners) as Element);
  }
  for (const control of settled.keys()) {
    if (partners.has(control) || !isConnected(control)) continue;
    const count = (tree: Element): number => [...querySelectorAll(tree, "[name]")].filter((field) => submittedNameOf(field) === submittedNameOf(control)).length;
    // A field is adopted only if the new page has more fields of this name than the old one.
    if (count(root) >= count(page)) continue;
    let top: Node = control;
    while (!partners.has(parentNode(top)!)) top = parentNode(top)!;
    append(partners.get(parentNode(top)!) as Element, linkedCopyOf(top, inert, partners));
  }
}

/** Returns a field's name together with the action that it is submitted to. */
function submittedNameOf(field: Element): string {
  const form = closest(field, "form");
  return `${form && getAttribute(form, "action")} ${getAttribute(field, "name")}`;
}

/** Returns a copy for the server's page, linked to the live node and without entered values. */
function linkedCopyOf(live: Node, inert: Document, partners: Partners): Node {
  // A clone of a field would contain its entered value.
  const isField = /^(input|textarea)$/i.test(nodeName(live));
  const copy = isField ? inert.createElement(nodeName(live)) : inert.importNode(live);
  if (isField) for (const attribute of (live as Element).attributes) (copy as Element).setAttributeNode(attribute.cloneNode() as Attr);
  for (const child of childrenOf(live)) copy.appendChild(linkedCopyOf(child, inert, partners));
  partners.set(copy, live).set(live, copy);
  return copy;
}
