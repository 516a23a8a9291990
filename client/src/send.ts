// One POST and its answer.

import { MEDIA_TYPE, parseFrame, type Frame } from "./frame.ts";
import type { Submission } from "./takeover.ts";

/** What is known when there is no answer that we can read. Nobody knows whether the action ran. */
export type Failure = "offline" | "timeout" | "bad_reply" | "cancelled";

/** A file takes as long as it takes. */
const PATIENCE_S = 60;
/** Browsers refuse more than 64 KiB at a time of requests that outlive their page. */
const OUTLIVING_BYTES = 60_000;
let outliving = 0;

export async function send(submission: Submission, signal?: AbortSignal): Promise<Frame | Failure> {
  const { form, url, id, isMultipart } = submission;
  const body = bodyOf(submission);
  const size = isMultipart ? Infinity : `${body}`.length;
  const keepalive = outliving + size < OUTLIVING_BYTES;
  if (keepalive) outliving += size;

  const controller = new AbortController();
  let why: Failure = "offline";
  const stop = (because: Failure) => (): void => {
    why = because;
    controller.abort();
  };
  const cancel = stop("cancelled");
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted) cancel();
  const patience = Number(form.getAttribute("data-pb-timeout")) || (isMultipart ? 0 : PATIENCE_S);
  const timer = patience && setTimeout(stop("timeout"), patience * 1000);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: `${MEDIA_TYPE}, text/html;q=0.5`, "Postback-Request": "1", "Postback-Id": id },
      // Where a proxy wants us elsewhere, following would lose what was submitted.
      redirect: "manual",
      signal: controller.signal,
      keepalive,
    });
    const bytes = await response.arrayBuffer();
    return parseFrame(response.headers.get("Content-Type"), response.status, bytes) ?? "bad_reply";
  } catch {
    return why;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
    if (keepalive) outliving -= size;
  }
}

/** As the browser encodes it: line ends as CRLF, a file by its name where files cannot be sent. */
function bodyOf({ data, isMultipart }: Submission): FormData | URLSearchParams {
  if (isMultipart) return data;
  const crlf = (text: string): string => text.replace(/\r\n?|\n/g, "\r\n");
  return new URLSearchParams(
    [...data].map(([name, value]) => [crlf(name), crlf(typeof value === "string" ? value : value.name)]),
  );
}
