// Which of two pages is the newer one, whatever order they arrive in.
//
// The server's clock decides. The order in which requests were sent only separates pages of the
// same time, because a slow first action may well render the newest page.

export interface Version {
  /** `epoch.position`. A page that has no clock comes without. */
  asof?: string | undefined;
  /** The number of the request that brought the page. */
  n: number;
  etag?: string | undefined;
}

/** Whether `next` may take the place of `shown`. */
export function isNotOlder(next: Version, shown: Version): boolean {
  const [epoch, position] = next.asof?.split(".") ?? [];
  const [shownEpoch, shownPosition] = shown.asof?.split(".") ?? [];
  // Where the clock began anew, the two positions cannot be compared.
  const ahead = epoch && shownEpoch ? (epoch === shownEpoch ? +position! - +shownPosition! : 1) : 0;
  return ahead > 0 || (!ahead && next.n >= shown.n);
}

/** The version of the page that is shown. */
export let shown: Version = { n: 0 };
let sent = 0;
let underway = 0;
let isMissing = false;
let refresh = (): void => {};

/** `call` is called when nothing is under way and a page that was not shown is missing. */
export function whenBehind(call: () => void): void {
  refresh = call;
}

/** A request leaves: its number. */
export function next(): number {
  return ++sent;
}

/** Takes the page's version as what is shown, unless that would be a step back. */
export function accepts(page: Version): boolean {
  return isNotOlder(page, shown) && !!(shown = page);
}

/** Another place: its first page cannot be older than what was shown elsewhere. */
export function moved(): void {
  shown = { n: 0 };
  isMissing = false;
}

/** An action begins; what is returned is to be called when it has ended. */
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

/** The page of an action's answer was not shown. The page of a refresh never calls this, so that
 * refreshes do not cause each other. */
export function isBehind(): void {
  isMissing = true;
  flush();
}

function flush(): void {
  if (!isMissing || !isIdle()) return;
  isMissing = false;
  refresh();
}
