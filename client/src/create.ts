// New nodes: a copy of the server's in each tree, except for elements that may load or run
// something.

import { cloneNode, document, ownerDocument } from "./dom.ts";
import { assets } from "./later.ts";
import { linkAll } from "./tree.ts";
import { trusted } from "./trusted.ts";

/** Returns a copy for the server's tree, linked to a live copy. */
export function create(server: Node, isDeep: boolean): Node {
  const copy = cloneNode(server, isDeep);
  const box = document.createDocumentFragment();
  box.append(document.importNode(server, isDeep));
  assets.now?.run(box.querySelectorAll<HTMLScriptElement>("script[src]"), ownerDocument(server)!, trusted);
  linkAll(copy, box.firstChild!);
  return copy;
}
