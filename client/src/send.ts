// One POST and its answer.

import { parseFrame, type Frame } from "./frame.ts";
import type { Submission } from "./takeover.ts";

/** What is known when there is no answer that we can read. Nobody knows whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

const PATIENCE_S = 60;
/** A file takes as long as it takes. */
const PATIENCE_WITH_FILES_S = 1e6;
/** Browsers refuse more than 64 KiB at a time of requests that outlive their page. */
const OUTLIVING_BYTES = 6e4;
let outliving = 0;

/** `etag` is that of the page that is shown. */
export async function send(submission: Submission, etag = "", signal?: AbortSignal): Promise<Frame | Failure> {
  const { form, url, id, data, isMultipart } = submission;
  // Line ends stay LF, which is what the server makes of them anyway.
  const body = isMultipart ? data : new URLSearchParams(data as never);
  const size = isMultipart ? OUTLIVING_BYTES : `${body}`.length;
  outliving += size;
  const seconds = Number(form.dataset["pbTimeout"]) || (isMultipart ? PATIENCE_WITH_FILES_S : PATIENCE_S);
  const timeout = AbortSignal.timeout(seconds * 1000);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      // What the page is rendered for.
      headers: { Accept: "text/html", "Postback-Request": "1", "Postback-Id": id, "Postback-If": etag },
      // Where a proxy wants us elsewhere, following would lose what was submitted.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      keepalive: outliving < OUTLIVING_BYTES,
    });
    return parseFrame(response.headers.get("Content-Type"), response.status, await response.text()) ?? "bad_reply";
  } catch {
    return signal?.aborted ? "cancelled" : timeout.aborted ? "timeout" : "offline";
  } finally {
    outliving -= size;
  }
}
