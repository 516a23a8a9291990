// The scripts and stylesheets of a page that is shown later, and what its policy has to do with them. A page
// that has some loads this; of an answer with a strict policy nothing is shown without it.

import { document } from "./dom.ts";
import { keyOf } from "./tree.ts";
import type { Policy } from "./trusted.ts";

const PATIENCE_MS = 2_000;
const STRICT = /(script|default)-src[^;,]*'(nonce-|strict-dynamic)/;

/** The scripts of the document run without us. */
const loaded = new Set([...document.scripts].map(({ src }) => src));

/** Of the script that saw the page first: it was let run, and any other nonce might have slipped in. Where scripts
 * need none, that of the styles. */
const own = globalThis.postbackNonce || [...document.querySelectorAll<HTMLElement>("[nonce]")].map(({ nonce }) => nonce).find((nonce) => nonce);

/** Whether the policy of this document may be one of nonces. */
const hasNonce = !!document.querySelector("[nonce]");

/** What the answers of pages say may run there; the document that was loaded is none of them. */
const policies = new WeakMap<Document, string | null>();

/** Where a policy leaves it to trusted scripts what they load, we are one, and have to ask ourselves. */
function mayRun({ src, nonce }: HTMLScriptElement, page: Document): boolean {
  const policy = policies.get(page);
  const isMeant = !!own && nonce === own;
  if (policy ? STRICT.test(policy) : hasNonce) return isMeant;
  // The browser asks the policy of this document, which another script of ours would pass.
  return isMeant || !hasNonce || new URL(src).origin === location.origin;
}

/** The parser has switched these scripts off. One that is loaded from a file runs once per file, in the order of
 * the page; of this runtime the first stays, also when another one is deployed. */
export function run(scripts: Iterable<HTMLScriptElement>, page: Document, trusted: Policy): void {
  for (const script of scripts) {
    const { src, nonce } = script;
    if (!mayRun(script, page) || loaded.has(src) || src.includes("/_postback/")) continue;
    loaded.add(src);
    const fresh = document.createElement("script");
    for (const { name, value } of script.attributes) {
      if (name !== "src" && name !== "nonce") fresh.setAttribute(name, value);
    }
    fresh.async = script.hasAttribute("async");
    if (nonce) fresh.nonce = nonce;
    fresh.src = trusted.createScriptURL(src);
    script.replaceWith(fresh);
  }
}

/** The policy of this document knows the nonce that it was sent with, and reports any other one as
 * soon as it is parsed. So what carries a nonce of its own answer gets that of this document. Nobody
 * could know it beforehand, so the server has meant whatever carries it. */
export function withNonce(html: string, policy: string | null): string {
  const meant = new Set(policy?.match(/(?<='nonce-)[^']+/g));
  return own && meant.size
    ? html.replace(/(\snonce=["']?)([^"'\s>]+)/gi, (all, start: string, value: string) => (meant.has(unescape(value)) ? start + own : all))
    : html;
}

/** Template engines write the signs of base64 that are no letters by their numbers. */
function unescape(value: string): string {
  return value.replace(/&#(x?)([\da-f]+);/gi, (_, isHex: string, code: string) => String.fromCharCode(parseInt(code, isHex ? 16 : 10)));
}

/** Whether an old script, style or link can become the next one. What may load and apply by its nonce does not
 * become what has none. */
export function isSameSource(old: HTMLElement, next: HTMLElement): boolean {
  const source = (element: Element): string => `${element.textContent} ${element.getAttribute("href")}`;
  return (old.nonce === next.nonce || source(old) === source(next)) && (!isData(old) || old.isEqualNode(next));
}

/** A script that no browser runs. It comes anew, because a changed one might be taken for code; a style of
 * some type may as well. */
function isData(element: Element): boolean {
  return !/^$|^module$|importmap|rules|(java|ecma)script/i.test(element.getAttribute("type") ?? "");
}

/** Notes the policy of a page, and loads its new stylesheets, so that they are there before what they style.
 * `add` puts one into the server's head, and gives back the one to be loaded. Nothing to wait for is no wait. */
export function prepare(page: Element, policy: string | null, add: (sheet: Element) => HTMLLinkElement): Promise<unknown> | undefined {
  policies.set(page.ownerDocument, policy);
  const waits: Promise<unknown>[] = [];
  for (const sheet of page.querySelectorAll("head>link[rel~=stylesheet]")) {
    if (document.querySelector(keyOf(sheet))) continue;
    const live = add(sheet);
    waits.push(new Promise((resolve) => setTimeout((live.onload = live.onerror = resolve), PATIENCE_MS)));
    document.head.append(live);
  }
  return waits[0] && Promise.all(waits);
}
