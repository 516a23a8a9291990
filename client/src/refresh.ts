// The page that is shown, requested once more with an ordinary GET.

import { parsePage } from "./html.ts";
import { here } from "./places.ts";

export interface Fresh {
  page: HTMLElement;
  asof: string | undefined;
  /** Where it came from, if not from where it was requested. */
  movedTo: string | undefined;
}

let underway: AbortController | undefined;

export function abortRefresh(): void {
  underway?.abort();
}

/** Nothing if it could not be had, or if a newer refresh or another place made it useless. */
export async function fetchPage(): Promise<Fresh | undefined> {
  abortRefresh();
  const { signal } = (underway = new AbortController());
  const place = here();
  try {
    const response = await fetch(place, {
      headers: { Accept: "text/html" },
      // What the browser has kept may be from before the action.
      cache: "no-cache",
      signal,
    });
    const html = await response.text();
    const isPage = response.status < 500 && /^text\/html\b/i.test(response.headers.get("Content-Type") ?? "");
    if (!isPage || signal.aborted || here() !== place) return undefined;
    return {
      page: parsePage(html),
      asof: response.headers.get("Postback-Asof") ?? undefined,
      movedTo: response.redirected ? response.url : undefined,
    };
  } catch {
    return undefined;
  }
}
