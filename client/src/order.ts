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

/** Counts requests, and knows what is shown and whether that has to be requested again. */
export class Order {
  shown: Version = { n: 0 };
  #sent = 0;
  #underway = 0;
  #isBehind = false;
  readonly #refresh: () => void;

  /** `refresh` is called when nothing is under way and a page that was not shown is missing. */
  constructor(refresh: () => void) {
    this.#refresh = refresh;
  }

  /** A request leaves: its number. */
  next(): number {
    return ++this.#sent;
  }

  /** Takes the page's version as what is shown, unless that would be a step back. */
  accepts(page: Version): boolean {
    if (!isNotOlder(page, this.shown)) return false;
    this.shown = page;
    return true;
  }

  /** Another place: its first page cannot be older than what was shown elsewhere. */
  moved(): void {
    this.shown = { n: 0 };
    this.#isBehind = false;
  }

  /** An action begins; what is returned is to be called when it has ended. */
  begins(): () => void {
    this.#underway += 1;
    return () => {
      this.#underway -= 1;
      this.#flush();
    };
  }

  /** The page of an action's answer was not shown. The page of a refresh never calls this, so that
   * refreshes do not cause each other. */
  isBehind(): void {
    this.#isBehind = true;
    this.#flush();
  }

  #flush(): void {
    if (!this.#isBehind || this.#underway) return;
    this.#isBehind = false;
    this.#refresh();
  }
}
