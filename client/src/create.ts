// New live nodes: a copy of the server's, except for what may load and run.

import { trusted } from "./html.ts";

const loaded = new Set<string>();

/** The scripts of the document run without us. */
export function noteScripts(): void {
  for (const script of document.scripts) loaded.add(script.src);
}

export function create(server: Node, isDeep: boolean): Node {
  const box = document.createDocumentFragment();
  box.append(document.importNode(server, isDeep));
  for (const element of box.querySelectorAll<HTMLElement>("style,link")) admit(element);
  for (const script of box.querySelectorAll("script[src]")) rerun(script);
  return box.firstChild!;
}

/** The policy of a document knows the nonce that it was sent with, not the one of a later page. A
 * script gets none: what is admitted by a nonce has to come with its own document. */
function admit(element: HTMLElement): void {
  if (element.nonce) element.nonce = document.querySelector<HTMLElement>("script[nonce],style[nonce],link[nonce]")?.nonce ?? "";
}

/** The parser has switched this script off. One that is loaded from a file runs once per file. */
function rerun(script: Element): void {
  const { href } = new URL(script.getAttribute("src")!, document.baseURI);
  if (loaded.has(href)) return;
  loaded.add(href);
  const fresh = document.createElement("script");
  for (const { name, value } of script.attributes) {
    if (name !== "src" && name !== "nonce") fresh.setAttribute(name, value);
  }
  fresh.src = trusted.createScriptURL(href);
  script.replaceWith(fresh);
}
