// Two trees: what the server has rendered last, and what is live in the document.
//
// The server's tree is clean, so pages are compared in it. A live node without a partner there was
// made by a script, a date picker for example, and is nobody's business but that script's.

const lives = new WeakMap<Node, Node>();
const servers = new WeakMap<Node, Node>();

export function link(server: Node, live: Node): void {
  lives.set(server, live);
  servers.set(live, server);
}

export function liveOf<N extends Node>(server: N): N | undefined {
  return lives.get(server) as N | undefined;
}

export function serverOf<N extends Node>(live: N): N | undefined {
  return servers.get(live) as N | undefined;
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

/** The server's tree keeps this part of what is shown, whatever the new page says. */
export function keep(was: Element, next: Element): void {
  next.replaceWith(copyOf(was));
}

/** A copy in the server's tree that is linked like its original. */
export function copyOf<N extends Node>(was: N): N {
  const copy = was.cloneNode(true) as N;
  const relink = (from: Node, to: Node): void => {
    const live = liveOf(from);
    if (live) link(to, live);
    from.childNodes.forEach((child, index) => relink(child, to.childNodes[index]!));
  };
  relink(was, copy);
  return copy;
}

export const KEYED = "[id],[data-key],script[src],link[href]";

/** What an element is recognised by anywhere in the page, as a selector; nothing is empty. */
export function keyOf(node: Node): string {
  if (!isElement(node)) return "";
  const own = { script: ["src"], link: ["href", "rel"] }[node.localName] ?? [];
  const key = ["data-key", "id"].find((name) => node.getAttribute(name));
  return (key ? [key] : own).map((name) => `[${name}="${CSS.escape(node.getAttribute(name) ?? "")}"]`).join("");
}

/** `querySelector` that also looks at the element itself. */
export function find(root: Element, selector: string): Element | null {
  return root.matches(selector) ? root : root.querySelector(selector);
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
