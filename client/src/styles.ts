// New stylesheets are there before what they style.

import { create } from "./create.ts";
import { keyOf, partnerOf } from "./tree.ts";

const PATIENCE_MS = 2_000;

/** Loads what the page needs and the document does not have. Nothing to wait for is no wait. */
export function loadStyles(page: Element | undefined): Promise<unknown> | undefined {
  const waits: Promise<unknown>[] = [];
  for (const sheet of page?.querySelectorAll("head>link[rel~=stylesheet]") ?? []) {
    if (document.querySelector(keyOf(sheet))) continue;
    const head = partnerOf(document.head)!;
    const added = create(sheet, true, head);
    const live = partnerOf(added) as HTMLLinkElement;
    waits.push(new Promise((resolve) => setTimeout((live.onload = live.onerror = resolve), PATIENCE_MS)));
    head.append(added);
    document.head.append(live);
  }
  return waits[0] && Promise.all(waits);
}
