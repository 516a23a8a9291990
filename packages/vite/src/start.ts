// Serves the module that a page loads in development, so that a strict policy needs no exception for an inline script.

import type { Connect, ResolvedConfig } from "vite";

const PATH = /^\/@postback\/dev\/([\w./-]+)$/;

/** React's hot reload has to be installed before the first component loads. */
const REFRESH = `import { injectIntoGlobalHook } from "/@react-refresh";
injectIntoGlobalHook(window);
window.$RefreshReg$ = () => {};
window.$RefreshSig$ = () => (type) => type;
`;

export function start({ plugins }: ResolvedConfig): Connect.NextHandleFunction {
  const hasReact = plugins.some(({ name }) => name === "vite:react-refresh");
  return (request, response, next) => {
    const [, entry] = PATH.exec(request.url ?? "") ?? [];
    if (entry === undefined) return next();
    response.setHeader("Content-Type", "text/javascript");
    response.end(`import "/@vite/client";\n${hasReact ? REFRESH : ""}await import("/${entry}");\n`);
  };
}
