// The answer to an enhanced request: one line of JSON, LF, then the page.
//
// Strict on purpose. A proxy, a captive portal or a half-deployed server can answer anything, and
// whatever is not exactly a frame must leave the form as it is.

export const MEDIA_TYPE = "application/vnd.postback";

export interface Head {
  ok: boolean;
  status: number;
  /** `done`, `redirect`, `invalid`, `denied`, .. as the server names them. */
  outcome: string;
  /** What the action returned. */
  result?: unknown;
  errors: Record<string, string[]>;
  /** Where a redirect leads, or where to sign in. */
  url?: string;
  /** The redirect takes the place of the current entry of the history. */
  replace?: boolean;
  page: "full" | "none";
  /** The position in the server's log of invalidations that the page shows. */
  asof?: string;
  say?: string;
  digest?: string;
  /** The page could not come along, and is to be requested. */
  reload?: boolean;
}

export interface Frame {
  head: Head;
  html: string;
}

/** The frame, or nothing if this is none. */
export function parseFrame(contentType: string | null, status: number, bytes: ArrayBuffer): Frame | undefined {
  if (contentType?.split(";", 1)[0]!.trim().toLowerCase() !== MEDIA_TYPE) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const end = text.indexOf("\n");
    if (end < 0) return undefined;
    const head: unknown = JSON.parse(text.slice(0, end));
    const html = text.slice(end + 1);
    if (!isHead(head) || head.status !== status || (head.page === "full") !== html.length > 0) return undefined;
    return { head: { ...head, errors: head.errors ?? {} }, html };
  } catch {
    return undefined;
  }
}

function isHead(head: unknown): head is Head {
  if (!isRecord(head)) return false;
  const has = (type: string, ...names: string[]): boolean => names.every((name) => typeof head[name] === type);
  const may = (type: string, ...names: string[]): boolean => has(type, ...names.filter((name) => name in head));
  const { v, page, errors = {} } = head;
  return (
    v === 1 &&
    (page === "full" || page === "none") &&
    has("boolean", "ok") &&
    has("string", "outcome") &&
    may("string", "url", "asof", "say", "digest") &&
    may("boolean", "replace", "reload") &&
    isRecord(errors) &&
    Object.values(errors).every((texts) => Array.isArray(texts) && texts.every((text) => typeof text === "string"))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
