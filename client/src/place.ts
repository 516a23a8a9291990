// Children into their order with as few moves as possible: a move can cost focus, scroll position
// or, of an iframe, everything.

import { isElement, serverOf } from "./tree.ts";

const PINNED = "iframe,video,audio,dialog:modal,:popover-open,:fullscreen,:focus";

/** Puts the nodes into `parent` in this order. Children that are none of them stay where they are. */
export function place(parent: Node, nodes: readonly Node[]): void {
  const wanted = new Set(nodes);
  const staying = stayers(parent, nodes);
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (staying.has(node)) {
      cursor = node.nextSibling;
      continue;
    }
    // What a script has put behind an element stays behind it.
    while (cursor && !wanted.has(cursor) && !serverOf(cursor)) cursor = cursor.nextSibling;
    move(parent, node, cursor);
  }
}

function move(parent: Node, node: Node, before: Node | null): void {
  if (node.isConnected && parent.isConnected && "moveBefore" in parent) {
    try {
      (parent as ParentNode).moveBefore(node, before);
      return;
    } catch {
      // Not between these two: as it was always done.
    }
  }
  const scrolled = isElement(node)
    ? [node, ...node.querySelectorAll("*")].filter((element) => element.scrollTop).map((element) => [element, element.scrollTop] as const)
    : [];
  parent.insertBefore(node, before);
  for (const [element, top] of scrolled) element.scrollTop = top;
}

/** The nodes that need not move: the longest run of those that are in order already. */
function stayers(parent: Node, nodes: readonly Node[]): Set<Node> {
  const indices = new Map<Node, number>();
  for (let child = parent.firstChild; child; child = child.nextSibling) indices.set(child, indices.size);
  let present = nodes.filter((node) => indices.has(node));
  if (!("moveBefore" in parent)) {
    // Siblings move around what would not survive a move.
    const pinned = present.find((node) => isElement(node) && (node.matches(PINNED) || node.querySelector(PINNED)));
    const place = present.indexOf(pinned!);
    if (pinned) present = present.filter((node, at) => Math.sign(at - place) === Math.sign(indices.get(node)! - indices.get(pinned)!));
  }
  return new Set(longestRun(present, (node) => indices.get(node)!));
}

/** The longest subsequence whose values increase. */
export function longestRun<T>(items: readonly T[], valueOf: (item: T) => number): T[] {
  /** For each length the run that ends lowest, as its last item and the run before that. */
  type Run = { item: T; before: Run | undefined };
  const best: Run[] = [];
  for (const item of items) {
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueOf(best[middle]!.item) < valueOf(item)) low = middle + 1;
      else high = middle;
    }
    best[low] = { item, before: best[low - 1] };
  }
  const run: T[] = [];
  for (let end = best.at(-1); end; end = end.before) run.push(end.item);
  return run.reverse();
}
