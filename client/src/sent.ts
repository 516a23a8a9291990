// What the server has sent for the document that is shown: two copies in one, linked to what is live.

import { CONTROLS } from "./controls.ts";
import { link, linkAll, partnerOf, unlink } from "./tree.ts";

/** Takes back, in the copy, what scripts have done. */
export type Sent = (copyOf: (live: Node) => Node | undefined, add: (live: Node) => Node) => void;

declare global {
  /** Of the script that watches from the first byte on, where a page has it. */
  var postbackSent: Sent | undefined;
}

/** A tree that is linked to the document. */
export function copyDocument(): HTMLElement {
  const live = document.documentElement;
  // Another document, so that images do not load and custom elements do not start a second time.
  const inert = document.implementation.createHTMLDocument();
  const copyOf = (node: Node): Node => {
    const copy = inert.importNode(node, true);
    linkAll(copy, node);
    return copy;
  };
  const copy = copyOf(live) as HTMLElement;
  inert.documentElement.replaceWith(copy);
  globalThis.postbackSent?.(partnerOf, copyOf);
  unlinkForeign(live);
  for (const control of copy.querySelectorAll(CONTROLS)) clean(control);
  return copy;

  /** What scripts have added is nobody's business but theirs. */
  function unlinkForeign(node: Node): void {
    if (!copy.contains(partnerOf(node) ?? null)) unlink(node);
    node.childNodes.forEach(unlinkForeign);
  }
}

/** A copy of a field has what was typed into it, for good: outside of a window no form can be reset. */
function clean(control: Element): void {
  const fresh = control.ownerDocument.createElement(control.localName);
  for (const attribute of control.attributes) {
    try {
      fresh.setAttributeNode(attribute.cloneNode() as Attr);
    } catch {
      // Code, which Trusted Types refuse: it is compared with nothing.
    }
  }
  fresh.append(...control.childNodes);
  control.replaceWith(fresh);
  const live = partnerOf(control);
  if (live) link(fresh, live);
}
