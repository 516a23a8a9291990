// One POST and its answer.

import { request } from "./address.ts";
import { getAttribute } from "./dom.ts";
import { parseFrame, type Frame } from "./frame.ts";
import { uploads } from "./later.ts";
import { say } from "./speak.ts";
import type { Submission } from "./takeover.ts";

/** Why there is no readable answer. It is unknown whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

const PATIENCE_S = 60;
/** Browsers allow 64 KiB at a time for requests that outlive their page, including those of other scripts. */
const OUTLIVING_BYTES = 5e4;

/** The bytes of such requests that are under way, and the number of all others. */
let outliving = 0;
let bound = 0;

/**
 * Returns whether leaving the page would abort something: a request under way, or waiting ones of this many
 * bytes.
 */
export function isBoundToPage(waiting: number): boolean {
  return !!bound || outliving + waiting > OUTLIVING_BYTES;
}

/** Sends a submission. `etag` is that of the shown page. */
export async function send(submission: Submission, stop: AbortController, etag = ""): Promise<Frame | Failure> {
  const { id, form, address, data, isMultipart, size } = submission;
  const keepalive = outliving + size <= OUTLIVING_BYTES;
  const weigh = (sign: number): unknown => (keepalive ? (outliving += sign * size) : (bound += sign));
  let timer: ReturnType<typeof setTimeout>;
  /** An upload may take any time, but it has to make progress. */
  const moved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), (+getAttribute(form, "data-pb-timeout")! || PATIENCE_S) * 1000);
  };
  moved();
  weigh(1);
  try {
    const options = {
      method: "POST",
      // Line breaks stay LF, which the server converts them to anyway.
      body: isMultipart ? data : new URLSearchParams(([...data] as [string, File][]).map(([name, value]) => [name, value.name ?? value] as string[])),
      // The page that the answer is rendered for.
      headers: { Accept: "text/html", "Postback-Request": "1", "Postback-Id": id, "Postback-If": etag },
      // If a proxy redirects the request, following it would lose the submission.
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
