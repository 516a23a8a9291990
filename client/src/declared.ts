// The optimistic changes that a form declares. They are implemented in a module of their own, for
// pages with such a form.

/** One optimistic change of the page, until the answer to its submission arrives. */
export interface Op {
  kind: string;
  /** Returns the element to change in one of the server's trees, which may be that of a later page. */
  locate(root: Element): Element | null;
  /**
   * Sets a state and never toggles, so that a page that already has it does not change. Returns the changed
   * element or its replacement.
   */
  apply(part: Element, base: Element): Element;
}

/** The value of `data-pb-optimistic` on an element whose key only the server will know. */
export const NAMELESS = "new";
