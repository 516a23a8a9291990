// Forwards a request to the app unchanged, with its `Host` and cookies, so that the browser sees one origin.

import { request as ask } from "node:http";
import type { Connect } from "vite";

/** Tells the app that the page's files come from Vite. */
const MARK = "postback-vite";
/** Headers of one connection, which are not forwarded. */
const OF_CONNECTION = /^(connection|keep-alive|proxy-connection|transfer-encoding)$/i;

export function answerFor(server: string): Connect.NextHandleFunction {
  return (request, response) => {
    const url = new URL(request.originalUrl ?? request.url ?? "/", server);
    const options = { method: request.method, headers: { ...request.headers, [MARK]: "1" } };
    const up = ask(url, options, (answer) => {
      response.statusCode = answer.statusCode!;
      // The values are set as a list, because each cookie is a header of its own.
      for (const [name, values] of Object.entries(answer.headersDistinct)) if (!OF_CONNECTION.test(name)) response.setHeader(name, values!);
      answer.pipe(response);
    });
    up.on("error", () => {
      if (!response.headersSent) response.writeHead(502, { "Content-Type": "text/plain; charset=utf-8" });
      response.end(`The app does not answer at ${server}. Does \`cargo run\` run?\n`);
    });
    response.on("close", () => up.destroy());
    request.pipe(up);
  };
}
