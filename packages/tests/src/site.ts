// A server that speaks the frame: one page of islands, the runtime if it is wanted, and actions that each test
// writes itself.

import { build, type Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

const HERE = join(import.meta.dirname, "..");
const RUNTIME = join(HERE, "../../crates/postback/src/client");
const POLICY = "default-src 'self'; require-trusted-types-for 'script'; trusted-types postback";

export interface Call {
  /** What `_action` names, without its id. */
  action: string;
  id: string;
  args: unknown[];
  mode: string | null;
  type: string;
  body: string;
  fields: URLSearchParams;
  path: string;
}

export interface Reply {
  status?: number;
  outcome?: string;
  result?: unknown;
  errors?: Record<string, string[]>;
  say?: string;
  digest?: string;
  url?: string;
  actions?: Record<string, string>;
  /** Where to is led, as the page of the answer. */
  page?: string;
  /** Something else than a frame. */
  other?: string;
  /** The connection ends instead of an answer. */
  isDropped?: boolean;
}

/** `entry`: a file of `pages`. `without`: a part of `@postback/react` or `@postback/client` that is left out,
 * to see what it is for. */
export interface Options {
  entry: string;
  without?: string;
  hasRuntime?: boolean;
}

export class Site {
  /** What is in the body, at each address. */
  body: (path: string) => string = () => "";
  ids: Record<string, string> = {};
  readonly actions = new Map<string, (call: Call) => Reply | Promise<Reply>>();
  readonly calls: Call[] = [];
  readonly complaints: string[] = [];
  readonly #files = new Map<string, string>();
  readonly #hasRuntime: boolean;
  readonly #server: Server;
  url = "";

  private constructor(hasRuntime: boolean) {
    this.#hasRuntime = hasRuntime;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        this.complaints.push(String(error));
        response.destroy();
      });
    });
  }

  static async start({ entry, without, hasRuntime = true }: Options): Promise<Site> {
    const site = new Site(hasRuntime);
    site.#files.set("/main.js", await bundle(entry, without));
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    site.url = `http://127.0.0.1:${(site.#server.address() as AddressInfo).port}`;
    return site;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A tab of its own. Nothing but what a test names may go wrong in it: see `complaints`. */
  async open(browser: Browser, path = "/"): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url });
    context.setDefaultTimeout(10_000);
    const tab = await context.newPage();
    tab.on("pageerror", ({ message }) => this.complaints.push(message));
    tab.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) this.complaints.push(text);
    });
    this.complaints.length = 0;
    this.calls.length = 0;
    await tab.goto(path);
    return tab;
  }

  /** An island, and what stands there without script. */
  island(name: string, props: unknown, fallback = "", id = name.toLowerCase()): string {
    const text = JSON.stringify(props).replaceAll("&", "&amp;").replaceAll("'", "&#39;");
    return `<div data-pb-island="${name}" id="${id}" data-pb-props='${text}'><div>${fallback}</div></div>`;
  }

  #document(path: string): string {
    const runtime = this.#hasRuntime ? '<script src="/_postback/watch.js"></script><script type="module" src="/_postback/postback.js"></script>' : "";
    const ids = JSON.stringify(this.ids).replaceAll('"', "&quot;");
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>${runtime}<meta name="postback-actions" content="${ids}"><script type="module" src="/main.js"></script></head><body>${this.body(path)}</body></html>`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const headers = { "Content-Security-Policy": POLICY, "Cache-Control": "no-store" };
    if (request.method === "POST") return this.#answer(url, request, response);
    const [, module] = /^\/_postback\/([a-z]+)(?:\.[\w-]+)?\.js$/.exec(url.pathname) ?? [];
    const file = module ? await readFile(join(RUNTIME, `${module}.js`), "utf8") : this.#files.get(url.pathname);
    if (file !== undefined) response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(file);
    else response.writeHead(200, { ...headers, "Content-Type": "text/html" }).end(this.#document(url.pathname));
  }

  async #answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const [action, id] = (url.searchParams.get("_action") ?? "").split(".") as [string, string];
    const args = JSON.parse(`[${url.searchParams.get("_args") ?? ""}]`) as unknown[];
    const type = request.headers["content-type"] ?? "";
    const mode = url.searchParams.get("_call");
    const call: Call = { action, id, args, mode, type, body, fields: new URLSearchParams(body), path: url.pathname + url.search };
    this.calls.push(call);
    const answer = this.actions.get(action);
    const isKnown = Object.entries(this.ids).some(([name, known]) => known === id && name.split(".").at(-1) === action);
    const reply: Reply = isKnown && answer ? await answer(call) : { status: 409, outcome: "stale", say: "This page was out of date.", actions: this.ids };
    if (reply.isDropped) return void response.destroy();
    const { status = 200, outcome = "done", page, other, ...head } = reply;
    if (other !== undefined) return void response.writeHead(status, { "Content-Type": "text/html" }).end(other);
    const html = mode === "page" && (page !== undefined || !head.url) ? this.#document(page ?? url.pathname) : "";
    const line = JSON.stringify({ v: 1, ok: status < 300, status, outcome, page: html ? "full" : "none", ...(status < 300 && { result: null }), ...head });
    response.writeHead(status, { "Content-Type": "application/vnd.postback; v=1" }).end(`${line}\n${html}`);
  }
}

async function bundle(entry: string, without?: string): Promise<string> {
  const leaveOut: Plugin = {
    name: "leave-out",
    setup(build) {
      build.onLoad({ filter: new RegExp(`/dist/${without}\\.js$`) }, () => ({ contents: "export const takeOver = (old, box) => old.replaceWith(box);", loader: "js" }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "src/pages", entry)],
    bundle: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: without ? [leaveOut] : [],
    write: false,
  });
  return outputFiles[0]!.text;
}
