// Two trees: what the server has rendered, and what is live in the document.
//
// The server's tree is clean, so pages are compared with it. A live node without a partner there
// was made by a script, a date picker for example, and is nobody's business but that script's.

export const partners = new WeakMap<Node, Node>();

export function link(server: Node, live: Node): void {
  partners.set(server, live);
  partners.set(live, server);
}

/** The node in the other tree. */
export function partnerOf<N extends Node>(node: N): N | undefined {
  return partners.get(node) as N | undefined;
}

/** Links a whole tree to an exact copy of it. */
export function linkAll(server: Node, live: Node): void {
  link(server, live);
  let partner = live.firstChild;
  for (const child of server.childNodes) {
    if (!partner) return;
    linkAll(child, partner);
    partner = partner.nextSibling;
  }
}

export const KEYED = "[id],[data-key],script[src],link[href]";

/** What an element is recognised by anywhere in the page, as a selector; nothing is empty. */
export function keyOf(node: Node | null): string {
  if (!node || !isElement(node)) return "";
  const by = (name: string): string => {
    const value = node.getAttribute(name);
    return value ? `[${name}="${CSS.escape(value)}"]` : "";
  };
  const own = { script: "src", link: "href" }[node.localName];
  return by("data-key") || by("id") || (own ? by(own) + by("rel") : "");
}

/** `querySelector` that also looks at the element itself. */
export function find(root: Element, selector: string): Element | null {
  return root.matches(selector) ? root : root.querySelector(selector);
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
