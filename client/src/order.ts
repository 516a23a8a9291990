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
export let shownVersion: Version = { n: 0 };
let lastNumber = 0;
let actionsUnderway = 0;
let hasUnshownPage = false;
let refresh = (): void => {};

/** Sets the function that requests the page again: after the last action, if the page of one was not shown. */
export function whenPageUnshown(request: () => void): void {
  refresh = request;
}

/** Returns the number of a new request. */
export function nextNumber(): number {
  return ++lastNumber;
}

/** Makes a version the shown one, unless it is older. Returns whether its page is to be shown. */
export function accept(page: Version): boolean {
  const isAccepted = isNotOlder(page, shownVersion);
  if (isAccepted) shownVersion = page;
  return isAccepted;
}

/**
 * Resets the version for another address, whose first page cannot be older than one of the previous address.
 */
export function resetVersion(): void {
  shownVersion = { n: 0 };
  hasUnshownPage = false;
}

/** Counts an action as under way until the returned function is called. */
export function beginAction(): () => void {
  actionsUnderway += 1;
  return () => {
    actionsUnderway -= 1;
    refreshIfIdle();
  };
}

export function isIdle(): boolean {
  return !actionsUnderway;
}

/**
 * Records that the page of an action's answer was not shown. Refreshes never call it, because one refresh
 * would then cause the next.
 */
export function noteUnshownPage(): void {
  hasUnshownPage = true;
  refreshIfIdle();
}

function refreshIfIdle(): void {
  if (!hasUnshownPage || !isIdle()) return;
  hasUnshownPage = false;
  refresh();
}
