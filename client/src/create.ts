// New nodes: a copy of the server's in each tree, except for what may load and run.

import { cloneNode, document, ownerDocument } from "./dom.ts";
import { assets } from "./later.ts";
import { linkAll } from "./tree.ts";
import { trusted } from "./trusted.ts";

/** A copy for the server's tree, whose partner is live. */
export function create(server: Node, isDeep: boolean): Node {
  const copy = cloneNode(server, isDeep);
  const box = document.createDocumentFragment();
  box.append(document.importNode(server, isDeep));
  assets.now?.run(box.querySelectorAll<HTMLScriptElement>("script[src]"), ownerDocument(server)!, trusted);
  linkAll(copy, box.firstChild!);
  return copy;
}
