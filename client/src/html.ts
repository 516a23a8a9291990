// Text to nodes: the only place where markup is parsed, behind the one Trusted Types policy.

import { noscripts } from "./later.ts";

interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;
}

const asIs = (text: string): string => text;
const rules: Policy = { createHTML: asIs, createScriptURL: asIs };
/** Where the app's policy does not allow ours, this throws, and its forms stay the browser's own. */
export const trusted = globalThis.trustedTypes?.createPolicy("postback", rules) ?? rules;

/** Whoever finds a wrong one here, because markup has slipped into the page, can run nothing with it. */
const nonce = [...document.querySelectorAll<HTMLElement>("[nonce]")].map((element) => element.nonce).find((value) => value);

/** The pages where only what carries the nonce may run. */
const strict = new WeakSet<Document>();

/** Whether the script may run as it would if its page had been loaded. Where a policy leaves it to
 * trusted scripts what they load, we are one, and have to ask ourselves. */
export function mayRun(script: HTMLScriptElement, page: Document): boolean {
  return !strict.has(page) || (!!nonce && script.nonce === nonce);
}

/** The same for any page, which may have `<noscript>`. */
export async function readPage(html: string, policy: string | null): Promise<HTMLElement> {
  const skipped = /<noscript/i.test(html) ? await noscripts.load() : undefined;
  const page = parsePage(skipped?.hide(html) ?? html, policy);
  skipped?.putBack(page);
  return page;
}

/** A page of our own server as a tree that loads nothing and runs nothing. `policy` is what its
 * answer says in `Content-Security-Policy`, which no markup can say. */
export function parsePage(html: string, policy: string | null): HTMLElement {
  // Not `parseHTMLUnsafe`: Chromium's looks at every node once more and drops the comments.
  const page = new DOMParser().parseFromString(trusted.createHTML(withNonce(html, policy)), "text/html");
  if (policy ? policy.includes("'strict-dynamic'") : nonce) strict.add(page);
  const { documentElement } = page;
  // A shadow root that is declared is an element here; the live ones have their own.
  for (const element of documentElement.querySelectorAll("[shadowrootmode]")) element.remove();
  return documentElement;
}

/** The policy of this document knows the nonce that it was sent with, and reports any other one as
 * soon as it is parsed. So what carries a nonce of its own answer gets that of this document. Nobody
 * could know it beforehand, so the server has meant whatever carries it. */
function withNonce(html: string, policy: string | null): string {
  const meant = new Set(policy?.match(/(?<='nonce-)[^']+/g));
  return nonce && meant.size
    ? html.replace(/(\snonce=["']?)([^"'\s>]+)/gi, (all, start: string, value: string) => (meant.has(value) ? start + nonce : all))
    : html;
}
