// One POST and its answer.

import { request, type Address } from "./address.ts";
import { parseFrame, type Frame } from "./frame.ts";
import { say } from "./speak.ts";
import type { Submission } from "./takeover.ts";

/** What is known when there is no answer that we can read. Nobody knows whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

const PATIENCE_S = 60;
/** Browsers refuse more than 64 KiB at a time of requests that outlive their page: ten like this. */
const OUTLIVING_BYTES = 6e3;

/** `etag` is that of the page that is shown. */
export async function send(submission: Submission, stop: AbortController, etag = ""): Promise<Frame | Failure> {
  const { id, form, address, data, isMultipart } = submission;
  // Line ends stay LF, which is what the server makes of them anyway.
  const body = isMultipart ? data : new URLSearchParams(data as never);
  const hasFile = isMultipart && [...data.values()].some((value) => (value as File).size);
  let timer: ReturnType<typeof setTimeout>;
  /** A file takes as long as it takes, but it has to move. */
  const moved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), (+form.dataset["pbTimeout"]! || PATIENCE_S) * 1000);
  };
  moved();
  try {
    const options = {
      method: "POST",
      body,
      // What the page is rendered for.
      headers: { Accept: "text/html", "Postback-Request": "1", "Postback-Id": id, "Postback-If": etag },
      // Where a proxy wants us elsewhere, following would lose what was submitted.
      redirect: "manual" as const,
      signal: stop.signal,
      keepalive: !isMultipart && ("" + body).length < OUTLIVING_BYTES,
    };
    const response = await (hasFile ? withProgress(address, options) : request(address, options));
    const { headers, status } = response;
    return parseFrame(headers.get("Content-Type"), status, await response.text(), headers.get("Content-Security-Policy")) ?? "bad_reply";
  } catch {
    return stop.signal.aborted ? "timeout" : "offline";
  } finally {
    clearTimeout(timer!);
  }

  async function withProgress(address: Address, options: Parameters<typeof request>[1] & object): Promise<Response> {
    try {
      const { upload } = await import("./upload.ts");
      return upload(address, options as never, form, say, moved);
    } catch {
      // The file arrives just as well where nobody sees how.
      return request(address, options);
    }
  }
}
