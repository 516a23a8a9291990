// Orders children with few moves. Without `moveBefore` a move can reset the focus, the scroll
// position or a whole iframe.

import { firstChild, insertBefore, nextSibling, parentNode } from "./dom.ts";
import { pinned } from "./later.ts";
import { partnerOf } from "./tree.ts";

/** Puts the nodes into `parent` in this order. Other children stay where they are. */
export function reorder(parent: Node, nodes: readonly Node[]): void {
  let cursor = firstChild(parent) as Node | null;
  let done = 0;
  while (cursor && cursor === nodes[done]) {
    done += 1;
    cursor = nextSibling(cursor);
  }
  if (done === nodes.length) return;
  const wanted = new Set(nodes);
  /** Returns the first node from here on that stays, or before which one of the nodes is placed. */
  const from = (node: Node | null): Node | null => {
    while (node && !wanted.has(node) && !partnerOf(node)) node = nextSibling(node);
    return node;
  };
  const ours = (node: Node | null): Node | null => {
    while (node && !wanted.has(node)) node = nextSibling(node);
    return node;
  };
  for (const node of nodes.slice(done)) {
    const next = ours(cursor);
    // A node that is out of place moves at its turn, and all others stay.
    if (node === next || (next && !pinned.now?.isPinned(next) && node === ours(nextSibling(next))) || (parentNode(node) === parent && pinned.now?.isPinned(node))) {
      cursor = nextSibling(node);
    } else {
      // A node that a script has put behind an element stays behind it.
      cursor = from(cursor);
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
