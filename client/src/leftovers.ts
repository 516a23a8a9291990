// Shows another page as if it had been loaded: nothing that was typed, chosen, opened or scrolled
// is carried over, and nodes added by scripts are removed with the old page.

import { childrenOf, document, hasAttribute, matches, remove } from "./dom.ts";
import type { partnerOf as partner } from "./tree.ts";
import { isElement } from "./tree.ts";

/**
 * Clears the document for another page. `body` is as scripts had left it after loading, and they would repeat
 * those changes. Returns the nodes of the old page that cannot be reused: all but those to keep.
 */
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
    // Styles and scripts belong to the document, which stays the same.
    if (!partnerOf(child) && !(isElement(child) && matches(child, "style,link,script,[data-pb-keep]"))) remove(child);
  }
  // The body stays the same element, so that listeners on it keep working.
  for (const name of live.getAttributeNames()) {
    const value = was.getAttribute(name) ?? body.getAttribute(name);
    if (name === "class") live.classList.remove(...[...live.classList].filter((token) => !`${was.className} ${body.className}`.split(" ").includes(token)));
    else if (value === null) live.removeAttribute(name);
    else live.setAttribute(name, value);
  }
  return gone;
}
