// Another page is made anew, as if it had been loaded: nothing that was typed, chosen, opened or
// scrolled can go along, and what scripts have added goes with the page before.

import { childrenOf, document, hasAttribute, matches, remove } from "./dom.ts";
import type { partnerOf as partner } from "./tree.ts";
import { isElement } from "./tree.ts";

/** Clears the document for another page. `body` is as scripts had left it when the page was loaded: what
 * they gave it then, they would give it again. What comes back are the nodes of the page before that
 * cannot be used again, which are all but what is to be kept. */
export function clearAway(body: Element, partnerOf: typeof partner): Set<Node> {
  const gone = new Set<Node>();
  const live = document.body;
  const was = partnerOf(live as Element)!;
  const leave = (parent: Node): void => {
    for (const child of childrenOf(parent)) {
      if (isElement(child) && hasAttribute(child, "data-pb-keep")) continue;
      gone.add(child);
      leave(child);
    }
  };
  leave(was);
  for (const child of childrenOf(live)) {
    // Styles and scripts are the document's, which is still the same.
    if (!partnerOf(child) && !(isElement(child) && matches(child, "style,link,script,[data-pb-keep]"))) remove(child);
  }
  // It stays itself, so that what listens to it goes on listening.
  for (const name of live.getAttributeNames()) {
    const value = was.getAttribute(name) ?? body.getAttribute(name);
    if (name === "class") live.classList.remove(...[...live.classList].filter((token) => !`${was.className} ${body.className}`.split(" ").includes(token)));
    else if (value === null) live.removeAttribute(name);
    else live.setAttribute(name, value);
  }
  return gone;
}
