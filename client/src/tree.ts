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

export const KEYED = "[id],[data-key],head>*,script[src]";

/** What an element is recognised by anywhere in the page, as a selector. */
export function keyOf(node: Node): string | undefined {
  if (!isElement(node)) return undefined;
  for (const name of ["data-key", "id"]) {
    const value = node.getAttribute(name);
    if (value) return `[${name}="${CSS.escape(value)}"]`;
  }
  if (node.localName === "script" || node.parentNode?.nodeName === "HEAD") {
    const name = ["src", "href", "name", "property"].find((name) => node.hasAttribute(name));
    if (name) {
      const rel = node.getAttribute("rel");
      return `${node.localName}[${name}="${CSS.escape(node.getAttribute(name)!)}"]${rel ? `[rel="${CSS.escape(rel)}"]` : ""}`;
    }
    if (node.localName === "title") return "head>title";
  }
  return undefined;
}

/** `querySelector` that also looks at the element itself. */
export function find(root: Element, selector: string): Element | null {
  return root.matches(selector) ? root : root.querySelector(selector);
}

export function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}
