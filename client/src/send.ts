// One POST and its answer.

import { request } from "./address.ts";
import { getAttribute } from "./dom.ts";
import { parseFrame, type Frame } from "./frame.ts";
import { uploads } from "./later.ts";
import { say } from "./speak.ts";
import type { Submission } from "./takeover.ts";

/** What is known when there is no answer that we can read. Nobody knows whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

const PATIENCE_S = 60;
/** Browsers refuse more than 64 KiB at a time of requests that outlive their page, those of other
 * scripts among them. */
const OUTLIVING_BYTES = 5e4;

/** The bytes of those that are under way, and how many others are. */
let outliving = 0;
let bound = 0;

/** Whether something would end with the page: what is under way, or what waits with so many bytes. */
export function isBoundToPage(waiting: number): boolean {
  return !!bound || outliving + waiting > OUTLIVING_BYTES;
}

/** `etag` is that of the page that is shown. */
export async function send(submission: Submission, stop: AbortController, etag = ""): Promise<Frame | Failure> {
  const { id, form, address, data, isMultipart, size } = submission;
  const keepalive = outliving + size <= OUTLIVING_BYTES;
  const weigh = (sign: number): unknown => (keepalive ? (outliving += sign * size) : (bound += sign));
  let timer: ReturnType<typeof setTimeout>;
  /** A file takes as long as it takes, but it has to move. */
  const moved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), (+getAttribute(form, "data-pb-timeout")! || PATIENCE_S) * 1000);
  };
  moved();
  weigh(1);
  try {
    const options = {
      method: "POST",
      // Line ends stay LF, which is what the server makes of them anyway.
      body: isMultipart ? data : new URLSearchParams(([...data] as [string, File][]).map(([name, value]) => [name, value.name ?? value] as string[])),
      // What the page is rendered for.
      headers: { Accept: "text/html", "Postback-Request": "1", "Postback-Id": id, "Postback-If": etag },
      // Where a proxy wants us elsewhere, following would lose what was submitted.
      redirect: "manual" as const,
      signal: stop.signal,
      keepalive,
    };
    const files = size === Infinity && (await uploads.load());
    const response = await (files ? files.upload(address, options as never, form, say, moved) : request(address, options));
    const { headers, status } = response;
    return parseFrame(headers.get("Content-Type"), status, await response.text(), headers.get("Content-Security-Policy")) ?? "bad_reply";
  } catch {
    return stop.signal.aborted ? "timeout" : "offline";
  } finally {
    clearTimeout(timer!);
    weigh(-1);
  }
}
