// Orders children with few moves. Without `moveBefore` a move can reset the focus, the scroll
// position or a whole iframe.

import { firstChild, insertBefore, nextSibling, parentNode } from "./dom.ts";
import { pinned } from "./later.ts";
import { partnerOf } from "./tree.ts";

/** Puts the nodes into `parent` in this order. Other children stay where they are. */
export function reorder(parent: Node, nodes: readonly Node[]): void {
  let cursor = firstChild(parent) as Node | null;
  let inPlace = 0;
  while (cursor && cursor === nodes[inPlace]) {
    inPlace += 1;
    cursor = nextSibling(cursor);
  }
  if (inPlace === nodes.length) return;
  const wanted = new Set(nodes);
  /** Returns the next node that is one of `nodes` or the server's, skipping those of scripts. */
  const nextPlace = (node: Node | null): Node | null => {
    while (node && !wanted.has(node) && !partnerOf(node)) node = nextSibling(node);
    return node;
  };
  /** Returns the next node that is one of `nodes`. */
  const nextWanted = (node: Node | null): Node | null => {
    while (node && !wanted.has(node)) node = nextSibling(node);
    return node;
  };
  for (const node of nodes.slice(inPlace)) {
    const next = nextWanted(cursor);
    // If the node after `next` is already the right one, only `next` is out of place: it moves at its turn.
    if (node === next || (next && !pinned.now?.isPinned(next) && node === nextWanted(nextSibling(next))) || (parentNode(node) === parent && pinned.now?.isPinned(node))) {
      cursor = nextSibling(node);
    } else {
      // A node that a script has put behind an element stays behind it.
      cursor = nextPlace(cursor);
      move(parent, node, cursor);
    }
  }
}

function move(parent: Node, node: Node, before: Node | null): void {
  try {
    Element.prototype.moveBefore.call(parent, node, before);
  } catch {
    // The node is new, or the browser has no `moveBefore`.
    insertBefore(parent, node, before);
  }
}
