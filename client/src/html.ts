// Text to nodes: the only place where markup is parsed, behind the one Trusted Types policy.

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

const nonce = document.querySelector<HTMLElement>("[nonce]")?.nonce;

/** A page of our own server as a tree that loads nothing and runs nothing. */
export function parsePage(html: string): HTMLElement {
  // Not `parseHTMLUnsafe`: Chromium's looks at every node once more and drops the comments.
  const { documentElement } = new DOMParser().parseFromString(trusted.createHTML(withNonce(html)), "text/html");
  // What is text where scripts run has become elements here, and a shadow root that is declared an
  // element; the live ones have their own.
  for (const element of documentElement.querySelectorAll("noscript,[shadowrootmode]")) element.remove();
  return documentElement;
}

/** The policy of this document knows the nonce that it was sent with, and reports any other one as
 * soon as it is parsed. A script gets none: what needs it has to come with its own document. */
function withNonce(html: string): string {
  return nonce ? html.replace(/(<(?:style|link)\b[^>]*?\snonce=["']?)[^"'\s>]+/gi, (_, start: string) => start + nonce) : html;
}

/** What the server has sent for the document that is shown, in so far as it can still be seen. */
export function copyDocument(): HTMLElement {
  // Another document, so that images do not load and custom elements do not start a second time.
  const inert = document.implementation.createHTMLDocument();
  const copy = inert.importNode(document.documentElement, true);
  inert.documentElement.replaceWith(copy);
  // A copy takes along what was typed.
  for (const form of copy.querySelectorAll("form")) HTMLFormElement.prototype.reset.call(form);
  return copy;
}
