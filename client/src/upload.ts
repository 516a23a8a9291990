// A file on its way: how much of it is sent, which `fetch` does not tell.

/** As `fetch`, but for `moved`, and that it follows a redirect: to a page, which is no frame. */
export async function upload(
  url: URL,
  options: { body: XMLHttpRequestBodyInit; headers: Record<string, string>; signal: AbortSignal },
  moved: (part: number) => void,
): Promise<Response> {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  for (const name in options.headers) request.setRequestHeader(name, options.headers[name]!);
  request.responseType = "blob";
  request.upload.onprogress = ({ loaded, total }) => moved(loaded / total);
  options.signal.onabort = () => request.abort();
  request.send(options.body);
  await new Promise((resolve) => (request.onloadend = resolve));
  // Without an answer there is no status, and this throws. The type is that of the blob.
  return new Response(request.response, request);
}
