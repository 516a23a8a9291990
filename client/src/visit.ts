// The page of an address: requested, shown and left.

import { here, request, type Address } from "./address.ts";
import type { Settled } from "./controls.ts";
import { emit } from "./events.ts";
import { readPage } from "./html.ts";
import { backs, labels, navigation } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";

/** Values that were submitted successfully, but whose page is not shown yet. */
export const settled: Settled = new Map();
/** The deployed build, which the URL of this file contains. */
const build = import.meta.url.split("#")[1];
let isOutdated = false;
let shownPlace = here();
/** The current refresh and its result. */
let refreshing = new AbortController();
let outcome: Promise<boolean>;

order.whenBehind(refresh);

/**
 * Requests the page with an ordinary GET, and shows it unless a newer one is shown by then. Returns false if
 * the request failed.
 */
export function refresh(): Promise<boolean> {
  refreshing.abort();
  refreshing = new AbortController();
  return (outcome = load(here(), refreshing.signal));
}

async function load(place: Address, signal: AbortSignal): Promise<boolean> {
  const n = order.next();
  try {
    const response = await request(place, {
      headers: { Accept: "text/html" },
      // The browser's copy may be from before the action.
      cache: "no-cache",
      redirect: "manual",
      signal,
    });
    if (response.type === "opaqueredirect") {
      // The browser itself follows the redirect.
      if (place !== here()) return false;
      location.reload();
      // Never resolves, because the page is reloading.
      return new Promise(() => {});
    }
    const html = await response.text();
    if (response.status >= 500 || !response.headers.get("Content-Type")?.startsWith("text/html")) return false;
    const next = await readPage(html, response.headers.get("Content-Security-Policy"));
    if (!next) return false;
    const asof = response.headers.get("Postback-Asof") ?? undefined;
    if (place === here() && order.accepts({ asof, n })) show(next);
    return true;
  } catch {
    // Its replacement decides: the next refresh, or a page that is shown.
    return signal.aborted && (signal === refreshing.signal || outcome);
  }
}

/** Whether the address is already that of another page than the shown one; then nothing is submitted. */
export let isArriving = false;

/** Handles Back and Forward: the address has changed, and the page is still to be shown. */
export async function arrive(): Promise<void> {
  const place = here();
  if (place === shownPlace) return backs.now?.scrollBack();
  isArriving = true;
  leave();
  shownPlace = place;
  const [back, elsewhere] = await Promise.all([backs.load(), navigation.load()]);
  const isShown = elsewhere && !isOutdated && (await refresh());
  // A user who has moved on arrives elsewhere.
  if (place !== here()) return;
  if (!back || !isShown) return location.reload();
  isArriving = false;
  back.scrollBack();
}

export function show(next: Element | undefined, id?: string): void {
  refreshing.abort();
  change(() => page.show(next, settled, id, navigation.now?.clearAway));
  settled.clear();
  shownPlace = here();
}

export function change(doing: () => void): void {
  if (labels.now) labels.now.withOwn(doing);
  else doing();
  emit(globalThis.document, "pb:commit");
}

export function leave(): void {
  refreshing.abort();
  page.leave();
  order.moved();
  settled.clear();
}

/** Compares the build of an answer with that of this page. */
export function compareBuild(answered: string | undefined): void {
  isOutdated ||= answered !== build;
}
