// Two trees: what the server has rendered, and what is live in the document.
//
// The server's tree is clean, so pages are compared with it. A live node without a partner was made
// by a script, such as a date picker, and belongs to that script.

import { firstChild, getAttribute, matches, nextSibling, nodeName, querySelector } from "./dom.ts";

export type Partners = WeakMap<Node, Node>;

export const partners: Partners = new WeakMap();

export function link(server: Node, live: Node): void {
  partners.set(server, live);
  partners.set(live, server);
}

/** Returns the node in the other tree. */
export function partnerOf<N extends Node>(node: N): N | undefined {
  return partners.get(node) as N | undefined;
}

/** Links a whole tree to an exact copy of it. */
export function linkAll(server: Node, live: Node): void {
  link(server, live);
  let partner = firstChild(live);
  for (let child = firstChild(server); child && partner; child = nextSibling(child)) {
    linkAll(child, partner);
    partner = nextSibling(partner);
  }
}

export const KEYED = "[id],[data-key],script[src],link[href]";

/** Returns a selector that identifies an element anywhere in the page, or an empty string. */
export function keyOf(node: Node | null): string {
  if (!node || !isElement(node)) return "";
  const by = (name: string): string => {
    const value = getAttribute(node, name);
    return value ? `[${name}="${CSS.escape(value)}"]` : "";
  };
  const own = { SCRIPT: "src", LINK: "href" }[nodeName(node)];
  return by("data-key") || by("id") || (own ? by(own) + by("rel") : "");
}

/** Like `querySelector`, but includes the element itself. */
export function find(root: Element, selector: string): Element | null {
  return matches(root, selector) ? root : querySelector(root, selector);
}

export function isElement(node: Node): node is Element {
  return node instanceof Element;
}
