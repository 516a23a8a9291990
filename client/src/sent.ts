// What the server has sent for the document that is shown, linked to what is live.

import { document } from "./dom.ts";
import { linkAll, partners, type Partners } from "./tree.ts";

declare global {
  /** That of the script that watches from the first byte on. */
  var postbackNonce: string | undefined;
  /** Takes back, in the copy, what scripts and the person have done before the runtime was there. It
   * is of the script that watches from the first byte on. `add` copies what is no longer there. */
  var postbackRestore: ((copy: Element, add: (live: Node) => Node, partners: Partners) => void) | undefined;
}

export function copyDocument(): Element {
  // Another document, so that images do not load and custom elements do not start a second time.
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
