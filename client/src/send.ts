// One POST and its answer.

import { request } from "./address.ts";
import { getAttribute } from "./dom.ts";
import { parseFrame, type Frame } from "./frame.ts";
import { uploads } from "./later.ts";
import { announce } from "./speak.ts";
import type { Submission } from "./takeover.ts";

/** Why there is no readable answer. It is unknown whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

const TIMEOUT_S = 60;
/** Browsers allow 64 KiB at a time for requests that outlive their page, including those of other scripts. */
const MAX_KEPT_ALIVE_BYTES = 5e4;

/** The bytes under way in requests that outlive the page, and the number of all other requests under way. */
let keptAliveBytes = 0;
let boundToPage = 0;

/**
 * Returns whether leaving the page would abort something: a request under way, or waiting ones of this many
 * bytes.
 */
export function isBoundToPage(waitingBytes: number): boolean {
  return !!boundToPage || keptAliveBytes + waitingBytes > MAX_KEPT_ALIVE_BYTES;
}

/** Sends a submission. `etag` is that of the shown page. */
export async function send(submission: Submission, controller: AbortController, etag = ""): Promise<Frame | Failure> {
  const { id, form, address, data, isMultipart, size } = submission;
  const keepalive = keptAliveBytes + size <= MAX_KEPT_ALIVE_BYTES;
  const countRequest = (sign: number): unknown => (keepalive ? (keptAliveBytes += sign * size) : (boundToPage += sign));
  let timer: ReturnType<typeof setTimeout>;
  /** An upload may take any time, but it has to make progress. */
  const noteProgress = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), (+getAttribute(form, "data-pb-timeout")! || TIMEOUT_S) * 1000);
  };
  noteProgress();
  countRequest(1);
  try {
    const options = {
      method: "POST",
      // Line breaks stay LF, which the server converts them to anyway.
      body: isMultipart ? data : new URLSearchParams(([...data] as [string, File][]).map(([name, value]) => [name, value.name ?? value] as string[])),
      // The page that the answer is rendered for.
      headers: { Accept: "text/html", "Postback-Request": "1", "Postback-Id": id, "Postback-If": etag },
      // If a proxy redirects the request, following it would lose the submission.
      redirect: "manual" as const,
      signal: controller.signal,
      keepalive,
    };
    const uploadModule = size === Infinity && (await uploads.load());
    const response = await (uploadModule ? uploadModule.upload(address, options as never, form, announce, noteProgress) : request(address, options));
    const { headers, status } = response;
    return parseFrame(headers.get("Content-Type"), status, await response.text(), headers.get("Content-Security-Policy")) ?? "bad_reply";
  } catch {
    return controller.signal.aborted ? "timeout" : "offline";
  } finally {
    clearTimeout(timer!);
    countRequest(-1);
  }
}
