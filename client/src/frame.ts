// The answer to an enhanced request: one line of JSON, LF, then the page.
//
// A proxy, a captive portal or a half-deployed server may answer with anything. Whatever is not a
// whole frame leaves the form as it is. A page can be cut off although its HTTP message has ended
// properly, so the head says how long the page is.

export interface Head {
  ok: boolean;
  status: number;
  /** The server's name for the outcome: `done`, `redirect`, `invalid`, `denied` and so on. */
  outcome: string;
  /** The value that the action returned. */
  result?: unknown;
  errors?: Record<string, string[]>;
  /** The target of a redirect, or the sign-in page. */
  url?: string;
  /** Whether the redirect replaces the current history entry. */
  replace?: boolean;
  /** `full`: the page follows. `same`: it is the shown page, which has this `etag`. `none`: there is no page. */
  page: "full" | "same" | "none";
  /** The length of the page in UTF-8. */
  bytes?: number;
  etag?: string;
  /** The position in the server's log of invalidations that the page reflects. */
  asof?: string;
  /** The build that is deployed on the server. */
  build?: string;
  /** The message for the user. */
  say?: string;
  /** The code under which the server has logged an error. */
  digest?: string;
  /** The page is not included and has to be requested. */
  reload?: boolean;
}

export interface Frame {
  head: Head;
  html: string;
  /** The page's content security policy. */
  policy: string | null;
}

/** Parses a frame, or returns nothing if the answer is not one. */
export function parseFrame(type: string | null, status: number, text: string, policy: string | null): Frame | undefined {
  const end = text.indexOf("\n");
  const html = text.slice(end + 1);
  try {
    const head = JSON.parse(text.slice(0, end)) as Head & { v: unknown };
    const isWhole = (head.page === "full") === !!html && !(new Blob([html]).size < head.bytes!);
    if (isWhole && head.v === 1 && head.status === status && /^application\/vnd\.postback\s*(;|$)/i.test(type!)) return { head, html, policy };
  } catch {
    // The answer is not a frame.
  }
  return undefined;
}
