// Decides which of two pages is newer, whatever order they arrive in.
//
// The server's position decides. The order of requests only decides between pages of the same
// position, because a slow first action may render the newest page.

export interface Version {
  /** `epoch.position`, or nothing on a page without it. */
  asof?: string | undefined;
  /** The number of the request that brought the page. */
  n: number;
  etag?: string | undefined;
}

/** Returns whether `next` may replace `shown`. */
export function isNotOlder(next: Version, shown: Version): boolean {
  const [epoch, position] = next.asof?.split(".") ?? [];
  const [shownEpoch, shownPosition] = shown.asof?.split(".") ?? [];
  // After a restart of the server, the two positions cannot be compared.
  const ahead = epoch && shownEpoch ? (epoch === shownEpoch ? +position! - +shownPosition! : 1) : 0;
  return ahead > 0 || (!ahead && next.n >= shown.n);
}

/** The version of the shown page. */
export let shown: Version = { n: 0 };
let sent = 0;
let underway = 0;
let isMissing = false;
let refresh = (): void => {};

/** Sets the function that is called when nothing is under way and a page was not shown. */
export function whenBehind(call: () => void): void {
  refresh = call;
}

/** Returns the number of a new request. */
export function next(): number {
  return ++sent;
}

/** Accepts the version of a page as the shown one, unless it is older. */
export function accepts(page: Version): boolean {
  return isNotOlder(page, shown) && !!(shown = page);
}

/**
 * Resets the version for another address, whose first page cannot be older than one of the previous address.
 */
export function moved(): void {
  shown = { n: 0 };
  isMissing = false;
}

/** Begins an action, and returns the function that ends it. */
export function begins(): () => void {
  underway += 1;
  return () => {
    underway -= 1;
    flush();
  };
}

export function isIdle(): boolean {
  return !underway;
}

/**
 * Records that the page of an action's answer was not shown. Refreshes never call it, so that they do not
 * cause each other.
 */
export function isBehind(): void {
  isMissing = true;
  flush();
}

function flush(): void {
  if (!isMissing || !isIdle()) return;
  isMissing = false;
  refresh();
}
