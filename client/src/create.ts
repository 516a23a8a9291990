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
  for (const script of box.querySelectorAll("script[src]")) rerun(script);
  return box.firstChild!;
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
