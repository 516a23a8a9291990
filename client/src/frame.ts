// The answer to an enhanced request: one line of JSON, LF, then the page.
//
// A proxy, a captive portal or a half-deployed server can answer anything, and whatever is not a
// frame must leave the form as it is. So must a page that was cut off, in a message that has ended properly.

export interface Head {
  ok: boolean;
  status: number;
  /** `done`, `redirect`, `invalid`, `denied`, .. as the server names them. */
  outcome: string;
  /** What the action returned. */
  result?: unknown;
  errors?: Record<string, string[]>;
  /** Where a redirect leads, or where to sign in. */
  url?: string;
  /** The redirect takes the place of the current entry of the history. */
  replace?: boolean;
  /** `same`: it is the one that is known by `etag`. */
  page: "full" | "same" | "none";
  /** How long the page is. */
  bytes?: number;
  etag?: string;
  /** The position in the server's log of invalidations that the page shows. */
  asof?: string;
  /** What is deployed on the server. */
  build?: string;
  say?: string;
  digest?: string;
  /** The page could not come along, and is to be requested. */
  reload?: boolean;
}

export interface Frame {
  head: Head;
  html: string;
  /** What may run in the page. */
  policy: string | null;
}

/** The frame, or nothing if this is none. */
export function parseFrame(type: string | null, status: number, text: string, policy: string | null): Frame | undefined {
  const end = text.indexOf("\n");
  const html = text.slice(end + 1);
  try {
    const head = JSON.parse(text.slice(0, end)) as Head & { v: unknown };
    const isWhole = (head.page === "full") === !!html && !(new Blob([html]).size < head.bytes!);
    if (isWhole && head.v === 1 && head.status === status && /^application\/vnd\.postback\s*(;|$)/i.test(type!)) return { head, html, policy };
  } catch {
    // It is something else.
  }
  return undefined;
}
