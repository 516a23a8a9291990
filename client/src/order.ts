// Which of two pages is the newer one, whatever order they arrive in.
//
// The server's clock decides. The order in which requests were sent only separates pages of the
// same time, because a slow first action may well render the newest page.

export interface Version {
  /** `epoch.position`, or only the position. A server that has no clock sends none. */
  asof?: string | undefined;
  /** The number of the request that brought the page. */
  n: number;
}

/** Whether `next` may take the place of `shown`. */
export function isNotOlder(next: Version, shown: Version): boolean {
  const [nextEpoch, nextPosition] = position(next.asof);
  const [shownEpoch, shownPosition] = position(shown.asof);
  if (Number.isNaN(nextPosition) || Number.isNaN(shownPosition)) return next.n >= shown.n;
  // The clock began anew: the two positions cannot be compared.
  if (nextEpoch !== shownEpoch) return true;
  return nextPosition > shownPosition || (nextPosition === shownPosition && next.n >= shown.n);
}

function position(asof = ""): [epoch: string, position: number] {
  const [, epoch = "", digits] = /^(?:(.*)\.)?(\d+)$/.exec(asof) ?? [];
  return [epoch, Number(digits)];
}

/** Counts requests, and knows what is shown and whether that has to be requested again. */
export class Order {
  #sent = 0;
  #underway = 0;
  #shown: Version = { n: 0 };
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
    if (!isNotOlder(page, this.#shown)) return false;
    this.#shown = page;
    return true;
  }

  /** Another place: its first page cannot be older than what was shown elsewhere. */
  moved(): void {
    this.#shown = { n: 0 };
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
    if (!this.#isBehind || this.#underway > 0) return;
    this.#isBehind = false;
    this.#refresh();
  }
}
