// New stylesheets are there before what they style.

import { create } from "./create.ts";
import { keyOf, liveOf, link } from "./tree.ts";

const PATIENCE_MS = 2_000;

/** Loads what the page needs and the document does not have. Nothing to wait for is no wait. */
export function loadStyles(page: Element): Promise<unknown> | undefined {
  const waits: Promise<unknown>[] = [];
  for (const sheet of page.querySelectorAll<HTMLLinkElement>("head>link[rel~=stylesheet][href]")) {
    if (document.querySelector(keyOf(sheet)) || liveOf(sheet)) continue;
    const live = create(sheet, true) as HTMLLinkElement;
    waits.push(new Promise((resolve) => (live.onload = live.onerror = resolve)));
    link(sheet, live);
    document.head.append(live);
  }
  if (waits.length === 0) return undefined;
  return Promise.race([Promise.all(waits), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
