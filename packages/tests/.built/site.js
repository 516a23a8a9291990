// A server that speaks the frame: one page of islands, the runtime if it is wanted, and actions that each test
// writes itself.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
const HERE = join(import.meta.dirname, "..");
const RUNTIME = join(HERE, "../../crates/postback/src/client");
const POLICY = "default-src 'self'; require-trusted-types-for 'script'; trusted-types postback";
export class Site {
    /** What is in the body, at each address. */
    body = () => "";
    ids = {};
    actions = new Map();
    calls = [];
    complaints = [];
    #files = new Map();
    #hasRuntime;
    #server;
    url = "";
    constructor(hasRuntime) {
        this.#hasRuntime = hasRuntime;
        this.#server = createServer((request, response) => {
            void this.#serve(request, response).catch((error) => {
                this.complaints.push(String(error));
                response.destroy();
            });
        });
    }
    static async start({ entry, without, hasRuntime = true }) {
        const site = new Site(hasRuntime);
        site.#files.set("/main.js", await bundle(entry, without));
        await new Promise((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
        site.url = `http://127.0.0.1:${site.#server.address().port}`;
        return site;
    }
    async stop() {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }
    /** A tab of its own. Nothing but what a test names may go wrong in it: see `complaints`. */
    async open(browser, path = "/") {
        const context = await browser.newContext({ baseURL: this.url });
        context.setDefaultTimeout(10_000);
        const tab = await context.newPage();
        tab.on("pageerror", ({ message }) => this.complaints.push(message));
        tab.on("console", (message) => {
            const text = message.text();
            if (message.type() === "error" && !text.startsWith("Failed to load resource"))
                this.complaints.push(text);
        });
        this.complaints.length = 0;
        this.calls.length = 0;
        await tab.goto(path);
        return tab;
    }
    /** An island, and what stands there without script. */
    island(name, props, fallback = "", id = name.toLowerCase()) {
        const text = JSON.stringify(props).replaceAll("&", "&amp;").replaceAll("'", "&#39;");
        return `<div data-pb-island="${name}" id="${id}" data-pb-props='${text}'><div>${fallback}</div></div>`;
    }
    #document(path) {
        const runtime = this.#hasRuntime ? '<script src="/_postback/watch.js"></script><script type="module" src="/_postback/postback.js"></script>' : "";
        const ids = JSON.stringify(this.ids).replaceAll('"', "&quot;");
        return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>${runtime}<meta name="postback-actions" content="${ids}"><script type="module" src="/main.js"></script></head><body>${this.body(path)}</body></html>`;
    }
    async #serve(request, response) {
        const url = new URL(request.url ?? "/", this.url);
        const headers = { "Content-Security-Policy": POLICY, "Cache-Control": "no-store" };
        if (request.method === "POST")
            return this.#answer(url, request, response);
        const [, module] = /^\/_postback\/([a-z]+)(?:\.[\w-]+)?\.js$/.exec(url.pathname) ?? [];
        const file = module ? await readFile(join(RUNTIME, `${module}.js`), "utf8") : this.#files.get(url.pathname);
        if (file !== undefined)
            response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(file);
        else
            response.writeHead(200, { ...headers, "Content-Type": "text/html" }).end(this.#document(url.pathname));
    }
    async #answer(url, request, response) {
        let body = "";
        for await (const chunk of request.setEncoding("utf8"))
            body += chunk;
        const [action, id] = (url.searchParams.get("_action") ?? "").split(".");
        const args = JSON.parse(`[${url.searchParams.get("_args") ?? ""}]`);
        const type = request.headers["content-type"] ?? "";
        const mode = url.searchParams.get("_call");
        const call = { action, id, args, mode, type, body, fields: new URLSearchParams(body), path: url.pathname + url.search };
        this.calls.push(call);
        const answer = this.actions.get(action);
        const isKnown = Object.entries(this.ids).some(([name, known]) => known === id && name.split(".").at(-1) === action);
        const reply = isKnown && answer ? await answer(call) : { status: 409, outcome: "stale", say: "This page was out of date.", actions: this.ids };
        if (reply.isDropped)
            return void response.destroy();
        const { status = 200, outcome = "done", page, other, ...head } = reply;
        if (other !== undefined)
            return void response.writeHead(status, { "Content-Type": "text/html" }).end(other);
        const html = mode === "page" && (page !== undefined || !head.url) ? this.#document(page ?? url.pathname) : "";
        const line = JSON.stringify({ v: 1, ok: status < 300, status, outcome, page: html ? "full" : "none", ...(status < 300 && { result: null }), ...head });
        response.writeHead(status, { "Content-Type": "application/vnd.postback; v=1" }).end(`${line}\n${html}`);
    }
}
async function bundle(entry, without) {
    const leaveOut = {
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
    return outputFiles[0].text;
}
