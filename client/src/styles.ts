// New stylesheets are there before what they style.

import { create } from "./create.ts";
import { keyOf, partnerOf } from "./tree.ts";

const PATIENCE_MS = 2_000;

/** Loads what the page needs and the document does not have. Nothing to wait for is no wait. */
export function loadStyles(page: Element | undefined): Promise<unknown> | undefined {
  const waits: Promise<unknown>[] = [];
  for (const sheet of page?.querySelectorAll("head>link[rel~=stylesheet][href]") ?? []) {
    if (document.querySelector(keyOf(sheet))) continue;
    const head = partnerOf(document.head)!;
    const added = create(sheet, true, head);
    const live = partnerOf(added) as HTMLLinkElement;
    waits.push(new Promise((resolve) => (live.onload = live.onerror = resolve)));
    head.append(added);
    document.head.append(live);
  }
  if (!waits[0]) return undefined;
  return Promise.race([Promise.all(waits), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
