// What a framework or an app can put in our place.

export interface Hooks {
  /** A call begins, with these fields if it has a form; what comes back is told how it has ended. */
  begin(form: FormData | undefined): (ok: boolean) => void;
  /** A problem that nobody has looked at; `signIn` is where to sign in, if that is what is missing. */
  unseen(sentence: string, signIn?: string): void;
  /** What a call is posted to: the page. */
  page(): string;
  /** Goes to an address of our own origin, where no runtime of the page does it. */
  navigate(url: string): unknown;
}

/** For example `hooks.navigate = router.navigate`, or `hooks.unseen = toast.error`. */
export const hooks: Hooks = {
  begin: () => () => {},
  unseen: console.warn,
  page: () => location.pathname + location.search,
  navigate: leaveFor,
};

/** The browser goes there. Nothing goes on until then; but a download leaves the page where it is. */
export function leaveFor(url: string): Promise<void> {
  location.assign(url);
  return new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** The address, if it is one of the web: none of `javascript:`. */
export function webAddressOf(text = "javascript:"): URL | undefined {
  try {
    const url = new URL(text, location.href);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // It is none at all.
  }
  return undefined;
}
