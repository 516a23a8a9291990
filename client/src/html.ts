// Text to nodes: the only place where markup is parsed.

import { create } from "./create.ts";
import { document, documentElement, remove } from "./dom.ts";
import { ASSETS, assets, noscripts } from "./later.ts";
import { partnerOf } from "./tree.ts";
import { trusted } from "./trusted.ts";

/** A page of our own server as a tree that loads nothing and runs nothing. `policy` is what its
 * answer says in `Content-Security-Policy`, which no markup can say. Nothing if only the browser can
 * show it, by loading it. */
export async function readPage(html: string, policy: string | null): Promise<HTMLElement | undefined> {
  const isStrict = document.querySelector("[nonce]");
  // A policy that this document does not have cannot be given to it.
  if (!isStrict && /'nonce-/.test(policy!) && /\snonce=/i.test(html)) return undefined;
  const rules = isStrict && (await assets.load());
  const skipped = /<noscript/i.test(html) && (await noscripts.load());
  if (rules === undefined || skipped === undefined) return undefined;
  if (rules) html = rules.withNonce(html, policy);
  const page = parsePage(skipped ? skipped.hide(html) : html);
  if (skipped) skipped.putBack(page);
  if (page.querySelector(ASSETS)) {
    const files = await assets.load();
    await files?.prepare(page, policy, (sheet) => {
      const added = create(sheet, true);
      partnerOf(document.head)!.append(added);
      return partnerOf(added) as HTMLLinkElement;
    });
  }
  return page;
}

/** The same, of a page that has nothing to be taken care of. */
export function parsePage(html: string): HTMLElement {
  // Not `parseHTMLUnsafe`: Chromium's looks at every node once more and drops the comments.
  const root = documentElement(new DOMParser().parseFromString(trusted.createHTML(html), "text/html"));
  // A shadow root that is declared is an element here; the live ones have their own.
  for (const element of root.querySelectorAll("[shadowrootmode]")) remove(element);
  return root;
}
