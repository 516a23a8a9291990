// Creates nodes that are new on the page: one copy of the server's node in each tree. Scripts from
// files run only if `assets.ts` lets them.

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
