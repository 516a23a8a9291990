// The functions that a framework or an app can replace.

/** The functions that a framework or an app can replace. */
export interface Hooks {
  /**
   * Called when a call begins, with the fields of its form, if it has one. The returned function is called when
   * the call has ended, and receives whether it succeeded.
   */
  begin(form: FormData | undefined): (ok: boolean) => void;
  /** Shows an error that no code has read. `signIn` is the address of the sign-in page, if the visitor has to sign in. */
  unseen(sentence: string, signIn?: string): void;
  /** Returns the address of the page, to which calls are posted. */
  page(): string;
  /** Opens an address of this origin, on a page without the server's runtime. */
  navigate(url: string): unknown;
}

/** The current hooks. Assign to replace one: `hooks.navigate = router.navigate`, `hooks.unseen = toast.error`. */
export const hooks: Hooks = {
  begin: () => () => {},
  unseen: console.warn,
  page: () => location.pathname + location.search,
  navigate: leaveFor,
};

/**
 * Opens the address. The promise resolves after 5 seconds: the caller does not continue while the page unloads,
 * but continues after a download, which does not unload the page.
 */
export function leaveFor(url: string): Promise<void> {
  location.assign(url);
  return new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** Returns the address if it is `http:` or `https:`, so not `javascript:`. */
export function webAddressOf(text = "javascript:"): URL | undefined {
  try {
    const url = new URL(text, location.href);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // The text is not an address.
  }
  return undefined;
}
