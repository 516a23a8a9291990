// New live nodes: a copy of the server's, except for what may load and run.

import { trusted } from "./html.ts";
import { isElement } from "./tree.ts";

const loaded = new Set<string>();

/** The scripts of the document run without us. */
export function noteScripts(): void {
  for (const script of document.scripts) loaded.add(script.src);
}

export function create(server: Node, isDeep: boolean): Node {
  const copy = document.importNode(server, isDeep);
  if (!isElement(copy)) return copy;
  for (const element of copy.querySelectorAll("style,link")) admit(element);
  for (const script of copy.querySelectorAll("script")) {
    const fresh = runnable(script);
    if (fresh !== script) script.replaceWith(fresh);
  }
  admit(copy);
  return copy.localName === "script" ? runnable(copy as HTMLScriptElement) : copy;
}

/** The policy of a document knows the nonce that it was sent with, not the one of a later page. A
 * script gets none: what is admitted by a nonce has to come with its own document. */
function admit(element: Element): void {
  if (!/^(style|link)$/.test(element.localName) || !element.hasAttribute("nonce")) return;
  (element as HTMLElement).nonce = document.querySelector<HTMLElement>("script[nonce],style[nonce],link[nonce]")?.nonce ?? "";
}

/** The parser has switched this script off. One that is loaded from a file runs once per file. */
function runnable(script: HTMLScriptElement): HTMLScriptElement {
  const url = script.getAttribute("src");
  const address = url && new URL(url, document.baseURI).href;
  if (!address || loaded.has(address)) return script;
  loaded.add(address);
  const fresh = document.createElement("script");
  for (const { name, value } of script.attributes) {
    if (name !== "src" && name !== "nonce") fresh.setAttribute(name, value);
  }
  fresh.src = trusted.createScriptURL(address);
  return fresh;
}
