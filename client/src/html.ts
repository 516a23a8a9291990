// Parses markup; no other module does.

import { create } from "./create.ts";
import { document, documentElement, remove } from "./dom.ts";
import { ASSETS, assets, noscripts } from "./later.ts";
import { partnerOf } from "./tree.ts";
import { trusted } from "./trusted.ts";

/**
 * Parses a page of this server into a tree that loads and runs nothing. `policy` is the answer's
 * `Content-Security-Policy`, which markup cannot set. Returns nothing if only the browser can show the page,
 * by loading it.
 */
export async function readPage(html: string, policy: string | null): Promise<HTMLElement | undefined> {
  const isStrict = document.querySelector("[nonce]");
  // A policy cannot be added to a document that was loaded without it.
  if (!isStrict && /'nonce-/.test(policy!) && /\snonce=/i.test(html)) return undefined;
  const nonces = isStrict && (await assets.load());
  const noscriptModule = /<noscript/i.test(html) && (await noscripts.load());
  if (nonces === undefined || noscriptModule === undefined) return undefined;
  if (nonces) html = nonces.withNonce(html, policy);
  const page = parsePage(noscriptModule ? noscriptModule.hide(html) : html);
  if (noscriptModule) noscriptModule.putBack(page);
  if (page.querySelector(ASSETS)) {
    const assetsModule = await assets.load();
    await assetsModule?.prepare(page, policy, (sheet) => {
      const added = create(sheet, true);
      partnerOf(document.head)!.append(added);
      return partnerOf(added) as HTMLLinkElement;
    });
  }
  return page;
}

/** Parses a page that needs no special treatment. */
export function parsePage(html: string): HTMLElement {
  // `parseHTMLUnsafe` is not used: Chromium's visits every node once more and drops the comments.
  const root = documentElement(new DOMParser().parseFromString(trusted.createHTML(html), "text/html"));
  // A declarative shadow root is an element here; the live elements have their own.
  for (const element of root.querySelectorAll("[shadowrootmode]")) remove(element);
  return root;
}
