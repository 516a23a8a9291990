// A file on its way: how much of it is sent, which `fetch` does not tell. A page loads this when
// somebody sends a file.

import type { Address } from "./address.ts";

interface Options {
  body: XMLHttpRequestBodyInit;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** As `fetch`, but that it tells its progress: in the form's bars, by `say`, and by `moved`. */
export async function upload(
  address: Address,
  { body, headers, signal }: Options,
  form: HTMLFormElement,
  say: (text: string) => void,
  moved: () => void,
): Promise<Response> {
  const request = new XMLHttpRequest();
  let quarters = 0;
  const show = (part: number): void => {
    for (const bar of form.querySelectorAll<HTMLProgressElement>("[data-pb-progress]")) bar.value = part * bar.max;
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
    say(`${quarters * 25} % sent`);
  };
  signal.onabort = () => request.abort();
  try {
    request.send(body);
    await new Promise((resolve) => (request.onloadend = resolve));
    // Without an answer there is no status, and this throws. The type is that of the blob.
    const policy = "Content-Security-Policy";
    const response = new Response(request.response, { status: request.status, headers: { [policy]: request.getResponseHeader(policy) ?? "" } });
    // It has followed where a proxy wants us, which is no answer to what was sent.
    return request.responseURL === address ? response : Response.error();
  } finally {
    show(0);
  }
}
