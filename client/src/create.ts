// New nodes: a copy of the server's in each tree, except for what may load and run.

import { mayRun, trusted } from "./html.ts";
import { linkAll } from "./tree.ts";

const loaded = new Set<string>();

/** The scripts of the document run without us. */
export function noteScripts(): void {
  for (const script of document.scripts) loaded.add(script.src);
}

/** The new node of the server's tree, whose partner is live. `beside` is in that tree. */
export function create(server: Node, isDeep: boolean, beside: Node): Node {
  const copy = beside.ownerDocument!.importNode(server, isDeep);
  const box = document.createDocumentFragment();
  box.append(document.importNode(server, isDeep));
  for (const script of box.querySelectorAll<HTMLScriptElement>("script[src]")) {
    if (mayRun(script, server.ownerDocument!)) rerun(script);
  }
  linkAll(copy, box.firstChild!);
  return copy;
}

/** The parser has switched this script off. One that is loaded from a file runs once per file; of
 * this runtime the first stays, also when another one is deployed. */
function rerun(script: HTMLScriptElement): void {
  const { src } = script;
  if (loaded.has(src) || src.includes("/_postback/")) return;
  loaded.add(src);
  const fresh = document.createElement("script");
  for (const { name, value } of script.attributes) {
    if (name !== "src" && name !== "nonce") fresh.setAttribute(name, value);
  }
  fresh.nonce = script.nonce!;
  fresh.src = trusted.createScriptURL(src);
  script.replaceWith(fresh);
}
