// What would not survive a move, in a browser that has no `moveBefore`: its siblings move around it.

import { find, isElement } from "./tree.ts";

const PINNED = "iframe,video,audio,:modal,:popover-open,:focus";

export function isPinned(node: Node): boolean {
  return !Element.prototype.moveBefore && isElement(node) && !!find(node, PINNED);
}
