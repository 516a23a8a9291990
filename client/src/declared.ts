// What a form declares that the page will look like. How, is a module of its own, for the pages that
// have such a form.

/** One change of the page, until the answer of its submit is there. */
export interface Op {
  kind: string;
  /** What it changes, in a tree of the server's, which may be any later page. */
  locate(root: Element): Element | null;
  /** Sets, never toggles: on a page that has the effect already it changes nothing. What comes back
   * is the part, or what has taken its place. */
  apply(part: Element, base: Element): Element;
}

/** What `data-pb-optimistic` says of an element whose key will only be known to the server. */
export const NAMELESS = "new";
