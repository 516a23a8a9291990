// A server that speaks the frame, with pages and actions that each test writes itself.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import type { Browser, Page } from "playwright-core";

const POLICY =
  "default-src 'self'; require-trusted-types-for 'script'; trusted-types postback";
const DEVELOPMENT = new URL("../../../crates/postback/src/client/development.js", import.meta.url);
const RUNTIME = new URL("../../../crates/postback/src/client/postback.js", import.meta.url);
/** What the runtime loads by itself: the hash is not looked at. */
const MODULE = /^\/([a-z]+)\.[\w-]{16}\.js$/;

export interface Call {
  /** What `_action` names. */
  action: string;
  id: string;
  etag: string | undefined;
  path: string;
  type: string;
  body: string;
  fields: URLSearchParams;
}

export interface Reply {
  /** In the head, besides what every head has. */
  head?: Record<string, unknown>;
  /** `true`: the page that was posted to, as it is now; a path: that page; text: this page. */
  page?: boolean | string;
  /** Something else than a frame. */
  other?: { status: number; type: string; body: string };
  /** In place of the site's own. */
  policy?: string;
  /** So many bytes of the body are missing at its end, in a message that says nothing of them. */
  cut?: number;
  /** It is compressed on its way. */
  isCompressed?: boolean;
  /** The connection ends instead of an answer. */
  dropped?: boolean;
}

export class Site {
  readonly pages = new Map<string, () => string>();
  readonly actions = new Map<string, (call: Call) => Reply | Promise<Reply>>();
  readonly files = new Map<string, { type: string; body: string }>();
  /** Where a page leads instead of being shown. */
  readonly redirects = new Map<string, string>();
  readonly calls: Call[] = [];
  /** The pages that were requested. */
  readonly visits: string[] = [];
  /** The position of the clock that the pages show; `undefined` for a server without one. */
  clock: number | undefined = 1;
  readonly complaints: string[] = [];
  policy = POLICY;
  cacheControl = "no-store";
  /** What is deployed. */
  build: string | undefined;

  /** Reads a POST itself, as slowly as it likes, in place of the actions. */
  receive: ((request: IncomingMessage, response: ServerResponse) => void | Promise<void>) | undefined;

  readonly #server: Server;
  url = "";

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        this.complaints.push(String(error));
        response.destroy();
      });
    });
  }

  static async start(): Promise<Site> {
    const site = new Site();
    const runtime = await readFile(RUNTIME, "utf8");
    site.files.set("/postback.js", { type: "text/javascript", body: runtime });
    site.files.set("/watch.js", { type: "text/javascript", body: await readFile(new URL("watch.js", RUNTIME), "utf8") });
    site.files.set("/development.js", { type: "text/javascript", body: await readFile(DEVELOPMENT, "utf8") });
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    site.url = `http://127.0.0.1:${(site.#server.address() as AddressInfo).port}`;
    return site;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A tab that shows a page, with the runtime started; `before` is run before the scripts of the page. */
  async open(browser: Browser, path = "/", before = ""): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url, viewport: { width: 800, height: 600 } });
    context.setDefaultTimeout(5_000);
    await context.addInitScript(before);
    const tab = await context.newPage();
    tab.on("pageerror", (error) => this.complaints.push(error.message));
    tab.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) this.complaints.push(text);
    });
    await tab.goto(this.url + path);
    await ready(tab);
    this.visits.length = 0;
    return tab;
  }

  document(body: string, head = ""): string {
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title><script src="/watch.js"></script>${head}<script type="module" src="/postback.js${this.build ? `#${this.build}` : ""}"></script></head><body>${body}</body></html>`;
  }

  #page(path: string): string | undefined {
    const body = this.pages.get(path.split("?")[0]!)?.();
    return body === undefined || body.startsWith("<!doctype") ? body : this.document(body);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Not relative: the path may begin with two slashes.
    const url = new URL(this.url + (request.url ?? "/"));
    const headers = { "Content-Security-Policy": this.policy, "Cache-Control": this.cacheControl };
    const file = this.files.get(url.pathname);
    if (file) {
      response.writeHead(200, { ...headers, "Content-Type": file.type }).end(file.body);
      return;
    }
    const [, module] = MODULE.exec(url.pathname) ?? [];
    if (module) {
      const body = await readFile(new URL(`${module}.js`, RUNTIME));
      response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(body);
      return;
    }
    if (request.method === "GET") {
      const page = this.#page(url.pathname);
      if (url.pathname !== "/favicon.ico") this.visits.push(url.pathname + url.search);
      const target = this.redirects.get(url.pathname);
      if (target !== undefined) {
        response.writeHead(303, { ...headers, Location: target }).end();
        return;
      }
      const clock = this.clock === undefined ? {} : { "Postback-Asof": `e1.${this.clock}` };
      response.writeHead(page === undefined ? 404 : 200, { ...headers, ...clock, "Content-Type": "text/html; charset=utf-8" });
      response.end(page ?? this.document("<p>not found"));
      return;
    }
    if (this.receive) {
      await this.receive(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const call: Call = {
      action: url.searchParams.get("_action") ?? "",
      id: String(request.headers["postback-id"]),
      etag: request.headers["postback-if"]?.toString(),
      path: url.pathname,
      type: request.headers["content-type"] ?? "",
      body,
      fields: new URLSearchParams(body),
    };
    this.calls.push(call);
    const action = this.actions.get(call.action);
    if (!action) throw new Error(`there is no action ${call.action}`);
    const reply = await action(call);
    headers["Content-Security-Policy"] = reply.policy ?? this.policy;
    if (reply.dropped) {
      response.destroy();
      return;
    }
    if (reply.other) {
      response.writeHead(reply.other.status, { ...headers, "Content-Type": reply.other.type }).end(reply.other.body);
      return;
    }
    if (!request.headers["postback-request"]) {
      // From the browser itself.
      response.writeHead(303, { ...headers, Location: call.path }).end();
      return;
    }
    const page = reply.page ?? true;
    const html =
      page === false ? "" : page === true ? this.#page(call.path) : page.startsWith("/") ? this.#page(page) : page.startsWith("<!doctype") ? page : this.document(page);
    const head = {
      v: 1,
      ok: true,
      status: 200,
      outcome: "done",
      page: html ? "full" : "none",
      ...(html && { bytes: Buffer.byteLength(html) }),
      ...(this.clock === undefined ? {} : { asof: `e1.${this.clock}` }),
      build: this.build,
      ...reply.head,
    };
    const whole = Buffer.from(`${JSON.stringify(head)}\n${html}`);
    const sent = whole.subarray(0, whole.length - (reply.cut ?? 0));
    const encoding = reply.isCompressed ? { "Content-Encoding": "gzip" } : {};
    response.writeHead(head.status, { ...headers, ...encoding, "Content-Type": "application/vnd.postback; charset=utf-8" });
    response.end(reply.isCompressed ? gzipSync(sent) : sent);
  }
}

/** Something that ends when it is told to. */
export function gate<T>(): { wait: Promise<T>; open: (value: T) => void } {
  let open!: (value: T) => void;
  const wait = new Promise<T>((resolve) => (open = resolve));
  return { wait, open };
}

/** Waits until the forms of the page are taken over. */
export async function ready(tab: Page): Promise<void> {
  while (!(await tab.evaluate("'postback' in globalThis"))) await tab.waitForTimeout(10);
  while (!(await tab.evaluate(hasModules))) await tab.waitForTimeout(10);
}

/** Whether all is there that the runtime loads because of what is on the page. */
function hasModules(): boolean {
  const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const needs = { assets: "html", back: "html", close: "[data-pb-close]", drafts: "[data-pb-draft]", failure: "form", labels: "[data-pb-busy]", navigation: "form", noscript: "noscript", optimistic: "[data-pb-optimistic]", press: "form", theirs: "html", upload: "[type=file]", widgets: "html" };
  return Object.entries(needs).every(
    ([module, selector]) => !document.querySelector(selector) || files.some(({ name, responseEnd }) => name.includes(`/${module}.`) && responseEnd > 0),
  );
}
