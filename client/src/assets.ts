// The scripts and stylesheets of a page that is shown later, and what its policy has to do with them. A page
// that has some loads this; of an answer with a strict policy nothing is shown without it.

import { keyOf } from "./tree.ts";
import type { Policy } from "./trusted.ts";

const PATIENCE_MS = 2_000;

/** The scripts of the document run without us. */
const loaded = new Set([...document.scripts].map(({ src }) => src));

/** Whoever finds a wrong one here, because markup has slipped into the page, can run nothing with it. */
const own = [...document.querySelectorAll<HTMLElement>("[nonce]")].map((element) => element.nonce).find((value) => value);

/** The pages where only what carries the nonce may run. */
const strict = new WeakSet<Document>();

/** The parser has switched these scripts off. One that is loaded from a file runs once per file; of
 * this runtime the first stays, also when another one is deployed. */
export function run(scripts: Iterable<HTMLScriptElement>, page: Document, trusted: Policy): void {
  for (const script of scripts) {
    const { src, nonce = "" } = script;
    // Where a policy leaves it to trusted scripts what they load, we are one, and have to ask ourselves.
    const mayRun = !strict.has(page) || (own && nonce === own);
    if (!mayRun || loaded.has(src) || src.includes("/_postback/")) continue;
    loaded.add(src);
    const fresh = document.createElement("script");
    for (const { name, value } of script.attributes) {
      if (name !== "src" && name !== "nonce") fresh.setAttribute(name, value);
    }
    fresh.nonce = nonce;
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
    ? html.replace(/(\snonce=["']?)([^"'\s>]+)/gi, (all, start: string, value: string) => (meant.has(value) ? start + own : all))
    : html;
}

/** The policy of the answer holds for its page. */
export function hold(page: Document, policy: string | null): void {
  if (policy ? policy.includes("'strict-dynamic'") : own) strict.add(page);
}

/** New stylesheets are there before what they style. `add` puts one into the server's head, and gives
 * back the one to be loaded. Nothing to wait for is no wait. */
export function loadStyles(page: Element, add: (sheet: Element) => HTMLLinkElement): Promise<unknown> | undefined {
  const waits: Promise<unknown>[] = [];
  for (const sheet of page.querySelectorAll("head>link[rel~=stylesheet]")) {
    if (document.querySelector(keyOf(sheet))) continue;
    const live = add(sheet);
    waits.push(new Promise((resolve) => setTimeout((live.onload = live.onerror = resolve), PATIENCE_MS)));
    document.head.append(live);
  }
  return waits[0] && Promise.all(waits);
}
