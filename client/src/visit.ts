// The page of an address: requested by itself, shown, and left.

import { here, request, type Address } from "./address.ts";
import type { Settled } from "./controls.ts";
import { emit } from "./events.ts";
import { readPage } from "./html.ts";
import { backs, labels, navigation } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";

/** What was sent and done, but whose page was not shown yet. */
export const settled: Settled = new Map();
/** What is deployed on the server, as the address of this file tells. */
const build = import.meta.url.split("#")[1];
let isOutdated = false;
let shownPlace = here();
/** The refresh that is under way, and what comes of it. */
let refreshing = new AbortController();
let outcome: Promise<boolean>;

order.whenBehind(refresh);

/** Requests the page with an ordinary GET, and shows it unless something newer is shown by then.
 * False if it could not be had. */
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
      // What the browser has kept may be from before the action.
      cache: "no-cache",
      redirect: "manual",
      signal,
    });
    if (response.type === "opaqueredirect") {
      // Wherever that is, the browser goes there itself.
      if (place !== here()) return false;
      location.reload();
      // Nobody goes on here.
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
    // What has taken its place tells: the next one, or a page that is shown.
    return signal.aborted && (signal === refreshing.signal || outcome);
  }
}

/** The address is that of another page than is shown: nothing is sent from here. */
export let isArriving = false;

/** Back or forward: the address is there already, its page is not. */
export async function arrive(): Promise<void> {
  const place = here();
  if (place === shownPlace) return backs.now?.scrollBack();
  isArriving = true;
  leave();
  shownPlace = place;
  const [back, elsewhere] = await Promise.all([backs.load(), navigation.load()]);
  const isShown = elsewhere && !isOutdated && (await refresh());
  // Whoever has gone on by now arrives elsewhere.
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

/** An answer comes from this build. */
export function compareBuild(answered: string | undefined): void {
  isOutdated ||= answered !== build;
}
