// Elements that would not survive a move in a browser without `moveBefore`: their siblings move
// around them.

import { find, isElement } from "./tree.ts";

const PINNED = "iframe,video,audio,:modal,:popover-open,:focus";

export function isPinned(node: Node): boolean {
  return !Element.prototype.moveBefore && isElement(node) && !!find(node, PINNED);
}
