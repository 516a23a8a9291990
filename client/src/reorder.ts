// Children into their order with few moves: a move can cost focus, scroll position or, of an
// iframe, everything, where `moveBefore` is missing.

import { firstChild, insertBefore, nextSibling, parentNode } from "./dom.ts";
import { pinned } from "./later.ts";
import { partnerOf } from "./tree.ts";

/** Puts the nodes into `parent` in this order. Children that are none of them stay where they are. */
export function reorder(parent: Node, nodes: readonly Node[]): void {
  let cursor = firstChild(parent) as Node | null;
  let done = 0;
  while (cursor && cursor === nodes[done]) {
    done += 1;
    cursor = nextSibling(cursor);
  }
  if (done === nodes.length) return;
  const wanted = new Set(nodes);
  /** The first from here on that is to stay, or that others of ours are put before. */
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
    // One that is out of place moves when it is its turn, and all others stay.
    if (node === next || (next && !pinned.now?.isPinned(next) && node === ours(nextSibling(next))) || (parentNode(node) === parent && pinned.now?.isPinned(node))) {
      cursor = nextSibling(node);
    } else {
      // What a script has put behind an element stays behind it.
      cursor = from(cursor);
      move(parent, node, cursor);
    }
  }
}

function move(parent: Node, node: Node, before: Node | null): void {
  try {
    Element.prototype.moveBefore.call(parent, node, before);
  } catch {
    // It is new, or the browser is older.
    insertBefore(parent, node, before);
  }
}
