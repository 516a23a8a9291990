// What the server has sent for the shown document, linked to the live nodes.

import { document } from "./dom.ts";
import { linkAll, partners, type Partners } from "./tree.ts";

declare global {
  /** The nonce of the watch script. */
  var postbackNonce: string | undefined;
  /**
   * Undoes, in the copy, what scripts and the user have done before the runtime was loaded; defined by the
   * watch script. `add` copies a node that is no longer in the document.
   */
  var postbackRestore: ((copy: Element, add: (live: Node) => Node, partners: Partners) => void) | undefined;
}

export function copyDocument(): Element {
  // A separate document, in which images do not load and custom elements do not start.
  const inert = document.implementation.createHTMLDocument();
  const add = (live: Node): Node => {
    const copy = inert.importNode(live, true);
    linkAll(copy, live);
    return copy;
  };
  const copy = add(document.documentElement) as Element;
  inert.documentElement.replaceWith(copy);
  globalThis.postbackRestore?.(copy, add, partners);
  return copy;
}
