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
let shownAddress = here();
/** The current refresh and its result. */
let refreshing = new AbortController();
let refreshed: Promise<boolean>;

order.whenPageUnshown(refresh);

/**
 * Requests the page with an ordinary GET, and shows it unless a newer one is shown by then. Returns false if
 * the request failed.
 */
export function refresh(): Promise<boolean> {
  refreshing.abort();
  refreshing = new AbortController();
  return (refreshed = load(here(), refreshing.signal));
}

async function load(address: Address, signal: AbortSignal): Promise<boolean> {
  const n = order.nextNumber();
  try {
    const response = await request(address, {
      headers: { Accept: "text/html" },
      // The browser's copy may be from before the action.
      cache: "no-cache",
      redirect: "manual",
      signal,
    });
    if (response.type === "opaqueredirect") {
      // The browser itself follows the redirect.
      if (address !== here()) return false;
      location.reload();
      // Never resolves, because the page is reloading.
      return new Promise(() => {});
    }
    const html = await response.text();
    if (response.status >= 500 || !response.headers.get("Content-Type")?.startsWith("text/html")) return false;
    const next = await readPage(html, response.headers.get("Content-Security-Policy"));
    if (!next) return false;
    const asof = response.headers.get("Postback-Asof") ?? undefined;
    if (address === here() && order.accept({ asof, n })) showPage(next);
    return true;
  } catch {
    // An aborted refresh was replaced: by a page that was shown, or by another refresh, whose result counts.
    return signal.aborted && (signal === refreshing.signal || refreshed);
  }
}

/** Whether the address is already that of another page than the shown one; then nothing is submitted. */
export let isArriving = false;

/** Handles Back and Forward: the address has changed, and the page is still to be shown. */
export async function arrive(): Promise<void> {
  const address = here();
  if (address === shownAddress) return backs.now?.scrollBack();
  isArriving = true;
  leavePage();
  shownAddress = address;
  const [back, navigationModule] = await Promise.all([backs.load(), navigation.load()]);
  const isShown = navigationModule && !isOutdated && (await refresh());
  // The user has gone on to another page meanwhile, which a later call shows.
  if (address !== here()) return;
  if (!back || !isShown) return location.reload();
  isArriving = false;
  back.scrollBack();
}

export function showPage(next: Element | undefined, id?: string): void {
  refreshing.abort();
  change(() => page.rebase(next, settled, id, navigation.now?.clearAway));
  settled.clear();
  shownAddress = here();
}

export function change(update: () => void): void {
  if (labels.now) labels.now.withOwn(update);
  else update();
  emit(globalThis.document, "pb:commit");
}

export function leavePage(): void {
  refreshing.abort();
  page.expectAnotherPage();
  order.resetVersion();
  settled.clear();
}

/** Compares the build of an answer with that of this page. */
export function compareBuild(answered: string | undefined): void {
  isOutdated ||= answered !== build;
}
