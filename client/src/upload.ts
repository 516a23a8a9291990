// Checks files before they are sent, and shows their progress. A page loads this module when the
// user submits a file.

import { withoutFragment, type Address } from "./address.ts";
import { querySelectorAll } from "./dom.ts";
import type { Form } from "./forms.ts";
import type { Submission } from "./takeover.ts";
import { percentSent } from "./wording.ts";

interface Options {
  body: XMLHttpRequestBodyInit;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Sends a request like `fetch`, which reports no progress; this one does: in the form's progress bars,
 * through `announce`, and through `noteProgress`.
 */
export async function upload(
  address: Address,
  { body, headers, signal }: Options,
  form: Form,
  announce: (text: string) => void,
  noteProgress: () => void,
): Promise<Response> {
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  let announcedQuarters = 0;
  const showProgress = (fraction: number): void => {
    for (const bar of querySelectorAll<HTMLProgressElement>(form, "[data-pb-progress]")) bar.value = fraction * bar.max;
  };
  request.open("POST", address);
  for (const name in headers) request.setRequestHeader(name, headers[name]!);
  request.responseType = "blob";
  request.upload.onprogress = ({ loaded, total }) => {
    noteProgress();
    const fraction = loaded / total;
    showProgress(fraction);
    if (fraction * 4 < announcedQuarters + 1) return;
    announcedQuarters = Math.floor(fraction * 4);
    announce(percentSent(announcedQuarters * 25));
  };
  signal.onabort = () => request.abort();
  try {
    request.send(body);
    await new Promise((resolve) => (request.onloadend = resolve));
    // The request has followed a proxy's redirect, so this is no answer to the submission.
    if (request.status && request.responseURL !== withoutFragment(address)) return Response.error();
    // Without an answer there is no status, and this throws. The type is that of the blob.
    const policy = "Content-Security-Policy";
    return new Response(request.response, { status: request.status, headers: { [policy]: request.getResponseHeader(policy) ?? "" } });
  } finally {
    showProgress(0);
  }
}

/**
 * Returns whether all files fit their fields, and reports the first one that does not as the browser reports
 * a missing value. The server checks the files and their content again.
 */
export function areFine({ states }: Submission): boolean {
  for (const [field] of states as Iterable<[HTMLInputElement]>) {
    for (const file of field.files ?? []) {
      // An invisible field could not show the message; then the server reports it.
      if (isUnfit(file, field) && field.checkVisibility()) {
        // The server's sentence, in the app's own words.
        field.setCustomValidity(field.dataset["pbFile"]!);
        // Before anything is submitted again, because the field may have lost its file by then.
        addEventListener("click", () => field.setCustomValidity(""), { once: true });
        // A disabled field is not submitted.
        return field.reportValidity();
      }
    }
  }
  return true;
}

function isUnfit({ name, size, type }: File, { accept, dataset }: HTMLInputElement): boolean {
  const fits = (kind: string): boolean => type.startsWith((kind = kind.trim()).replace("*", "")) || name.toLowerCase().endsWith(kind);
  return size > +dataset["pbMax"]! || (!!type && !accept.toLowerCase().split(",").some(fits));
}
