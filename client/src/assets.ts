// The scripts and style sheets of pages that are shown later, and the rules of their content
// security policy. A page with scripts or style sheets loads this module. Without it, an answer
// with a strict policy is not shown.

import { document } from "./dom.ts";
import { keyOf } from "./tree.ts";
import type { Policy } from "./trusted.ts";

const PATIENCE_MS = 2_000;
const STRICT = /(script|default)-src[^;,]*'(nonce-|strict-dynamic)/;

/** The document's own scripts, which run without the runtime. */
const loadedSources = new Set([...document.scripts].map(({ src }) => src));

/**
 * The document's nonce: that of the watch script, which was allowed to run, while any other nonce might be
 * injected. If scripts need no nonce, it is that of the styles.
 */
const ownNonce = globalThis.postbackNonce || [...document.querySelectorAll<HTMLElement>("[nonce]")].map(({ nonce }) => nonce).find((nonce) => nonce);

/** Whether the document's policy uses nonces, as far as its elements show. */
const usesNonces = !!document.querySelector("[nonce]");

/** The policies of answers. That of the loaded document is not known to scripts. */
const policies = new WeakMap<Document, string | null>();

/**
 * Returns whether a script may load. Where the policy lets trusted scripts decide what they load
 * (`strict-dynamic`), the runtime has to check it itself.
 */
function mayRun({ src, nonce }: HTMLScriptElement, page: Document): boolean {
  const policy = policies.get(page);
  const hasOwnNonce = !!ownNonce && nonce === ownNonce;
  if (policy ? STRICT.test(policy) : usesNonces) return hasOwnNonce;
  // The browser checks the policy of this document, which another script of this library would
  // pass.
  return hasOwnNonce || !usesNonces || new URL(src).origin === location.origin;
}

/**
 * Runs scripts that the parser has disabled. A script from a file runs once per file, in page order. The
 * first runtime stays, even after another one was deployed.
 */
export function run(scripts: Iterable<HTMLScriptElement>, page: Document, trusted: Policy): void {
  for (const script of scripts) {
    const { src, nonce } = script;
    if (!mayRun(script, page) || loadedSources.has(src) || src.includes("/_postback/")) continue;
    loadedSources.add(src);
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

/**
 * Replaces the nonces of an answer by that of the document, whose policy would report any other one during
 * parsing. An attacker cannot know the answer's nonce, so the server has written every element that carries
 * it.
 */
export function withNonce(html: string, policy: string | null): string {
  const answerNonces = new Set(policy?.match(/(?<='nonce-)[^']+/g));
  return ownNonce && answerNonces.size
    ? html.replace(/(\snonce=["']?)([^"'\s>]+)/gi, (all, start: string, value: string) => (answerNonces.has(unescape(value)) ? start + ownNonce : all))
    : html;
}

/** Decodes the character references with which template engines write the symbols of base64. */
function unescape(value: string): string {
  return value.replace(/&#(x?)([\da-f]+);/gi, (_, isHex: string, code: string) => String.fromCharCode(parseInt(code, isHex ? 16 : 10)));
}

/**
 * Returns whether an old script, style or link can become the next one. An element that was loaded with a
 * nonce does not become one without.
 */
export function isSameSource(old: HTMLElement, next: HTMLElement): boolean {
  const source = (element: Element): string => `${element.textContent} ${element.getAttribute("href")}`;
  return (old.nonce === next.nonce || source(old) === source(next)) && (!isData(old) || old.isEqualNode(next));
}

/**
 * Returns whether a script is data, which browsers do not run. A changed one is created anew,
 * because setting its attributes on the old element might make it code. An unknown type of a style counts, too.
 */
function isData(element: Element): boolean {
  return !/^$|^module$|importmap|rules|(java|ecma)script/i.test(element.getAttribute("type") ?? "");
}

/**
 * Records the policy of a page and loads its new style sheets before they are needed. `add` inserts one into
 * the server's head and returns the element to load. Returns nothing if there is nothing to wait for.
 */
export function prepare(page: Element, policy: string | null, add: (sheet: Element) => HTMLLinkElement): Promise<unknown> | undefined {
  policies.set(page.ownerDocument, policy);
  const loads: Promise<unknown>[] = [];
  for (const sheet of page.querySelectorAll("head>link[rel~=stylesheet]")) {
    if (document.querySelector(keyOf(sheet))) continue;
    const live = add(sheet);
    loads.push(new Promise((resolve) => setTimeout((live.onload = live.onerror = resolve), PATIENCE_MS)));
    document.head.append(live);
  }
  return loads[0] && Promise.all(loads);
}
