// Children into their order with few moves: a move can cost focus, scroll position or, of an
// iframe, everything, where `moveBefore` is missing.

import { isElement, partnerOf } from "./tree.ts";

const PINNED = "iframe,video,audio,:modal,:popover-open,:fullscreen,:focus";

/** Puts the nodes into `parent` in this order. Children that are none of them stay where they are. */
export function place(parent: ParentNode, nodes: readonly Node[]): void {
  const wanted = new Set(nodes);
  /** The first from here on that is to stay, or that others of ours are put before. */
  const from = (node: Node | null): Node | null => {
    while (node && !wanted.has(node) && !partnerOf(node)) node = node.nextSibling;
    return node;
  };
  const ours = (node: Node | null): Node | null => {
    while (node && !wanted.has(node)) node = node.nextSibling;
    return node;
  };
  let cursor = parent.firstChild as Node | null;
  for (const node of nodes) {
    const next = ours(cursor);
    // One that is out of place moves when it is its turn, and all others stay.
    if (node === next || (next && node === ours(next.nextSibling)) || (node.parentNode === parent && isPinned(node))) {
      cursor = node.nextSibling;
    } else {
      // What a script has put behind an element stays behind it.
      cursor = from(cursor);
      move(parent, node, cursor);
    }
  }
}

/** Siblings move around what would not survive a move. */
function isPinned(node: Node): boolean {
  return !Element.prototype.moveBefore && isElement(node) && (node.matches(PINNED) || !!node.querySelector(PINNED));
}

function move(parent: ParentNode, node: Node, before: Node | null): void {
  try {
    parent.moveBefore(node, before);
  } catch {
    // It is new, or the browser is older.
    parent.insertBefore(node, before);
  }
}
