// Shows another page as if it had been loaded: nothing that was typed, chosen, opened or scrolled
// is carried over, and nodes added by scripts are removed with the old page.

import { childrenOf, document, hasAttribute, matches, remove } from "./dom.ts";
import type { partnerOf as partner } from "./tree.ts";
import { isElement } from "./tree.ts";

/**
 * Clears the document for another page. `bodyAtStart` has the attributes that scripts had set by the time
 * the first page was loaded: they stay, because the scripts do not run again. Returns the nodes of the old page
 * that are not reused: all but those with `data-pb-keep`.
 */
export function clearAway(bodyAtStart: Element, partnerOf: typeof partner): Set<Node> {
  const discarded = new Set<Node>();
  const liveBody = document.body;
  const serverBody = partnerOf(liveBody as Element)!;
  const discard = (parent: Node): void => {
    for (const child of childrenOf(parent)) {
      if (isElement(child) && hasAttribute(child, "data-pb-keep")) continue;
      discarded.add(child);
      discard(child);
    }
  };
  discard(serverBody);
  for (const child of childrenOf(liveBody)) {
    // Styles and scripts belong to the document, which stays the same.
    if (!partnerOf(child) && !(isElement(child) && matches(child, "style,link,script,[data-pb-keep]"))) remove(child);
  }
  // The body stays the same element, so that listeners on it keep working.
  for (const name of liveBody.getAttributeNames()) {
    const value = serverBody.getAttribute(name) ?? bodyAtStart.getAttribute(name);
    if (name === "class") liveBody.classList.remove(...[...liveBody.classList].filter((token) => !`${serverBody.className} ${bodyAtStart.className}`.split(" ").includes(token)));
    else if (value === null) liveBody.removeAttribute(name);
    else liveBody.setAttribute(name, value);
  }
  return discarded;
}
