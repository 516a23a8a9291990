// A file before it is sent, and on its way. A page loads this when somebody submits one.

import { placeOf, type Address } from "./address.ts";
import { querySelectorAll } from "./dom.ts";
import type { Form } from "./forms.ts";
import type { Submission } from "./takeover.ts";
import { sent } from "./wording.ts";

interface Options {
  body: XMLHttpRequestBodyInit;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** As `fetch`, which does not tell how much is sent; this does: in the form's bars, by `say`, and by `moved`. */
export async function upload(
  address: Address,
  { body, headers, signal }: Options,
  form: Form,
  say: (text: string) => void,
  moved: () => void,
): Promise<Response> {
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  let quarters = 0;
  const show = (part: number): void => {
    for (const bar of querySelectorAll<HTMLProgressElement>(form, "[data-pb-progress]")) bar.value = part * bar.max;
  };
  request.open("POST", address);
  for (const name in headers) request.setRequestHeader(name, headers[name]!);
  request.responseType = "blob";
  request.upload.onprogress = ({ loaded, total }) => {
    moved();
    const part = loaded / total;
    show(part);
    if (part * 4 < quarters + 1) return;
    quarters = Math.floor(part * 4);
    say(sent(quarters * 25));
  };
  signal.onabort = () => request.abort();
  try {
    request.send(body);
    await new Promise((resolve) => (request.onloadend = resolve));
    // It has followed where a proxy wants us, which is no answer to what was sent.
    if (request.status && request.responseURL !== placeOf(address)) return Response.error();
    // Without an answer there is no status, and this throws. The type is that of the blob.
    const policy = "Content-Security-Policy";
    return new Response(request.response, { status: request.status, headers: { [policy]: request.getResponseHeader(policy) ?? "" } });
  } finally {
    show(0);
  }
}

/** Whether all files fit their fields. The server looks again, and at what is in them. The first field that has one which does not says so, as the
 * browser says that one is required. */
export function areFine({ states }: Submission): boolean {
  for (const [field] of states as Iterable<[HTMLInputElement]>) {
    for (const file of field.files ?? []) {
      // A field that is not shown could not say it, so the server does.
      if (isUnfit(file, field) && field.checkVisibility()) {
        // In the words of the server, which knows those of the app.
        field.setCustomValidity(field.dataset["pbFile"]!);
        // Before anything is submitted again, because until then it may have lost its file.
        addEventListener("click", () => field.setCustomValidity(""), { once: true });
        // One that is disabled is not sent.
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
