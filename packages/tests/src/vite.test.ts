// Vite in front of an app, and what a build leaves for it.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import postback from "@postback/vite";
import { build, createServer as createVite, type ViteDevServer } from "vite";

const TEXT = "a text that is long enough to be worth it, ".repeat(60);

let root: string;
let app: Server;
let heard: { path: string | undefined; method: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
let vite: ViteDevServer;
let url: string;

before(async () => {
  root = await mkdtemp(join(import.meta.dirname, "../.built/app-"));
  await mkdir(join(root, "src"));
  await symlink(join(import.meta.dirname, "../../../node_modules"), join(root, "node_modules"));
  await writeFile(join(root, "src/main.ts"), `console.log(${JSON.stringify(TEXT)});`);
  app = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    heard.push({ path: request.url, method: request.method, headers: request.headers, body });
    response.writeHead(404, { "Content-Type": "text/html", "Set-Cookie": ["a=1", "b=2"] }).end("the app's own page");
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  vite = await createVite({ ...config(`http://127.0.0.1:${(app.address() as AddressInfo).port}`), server: { host: "127.0.0.1", port: 0 } });
  await vite.listen();
  url = `http://127.0.0.1:${(vite.httpServer!.address() as AddressInfo).port}`;
});

after(async () => {
  await vite.close();
  app.close();
  await rm(root, { recursive: true });
});

const config = (server: string) => ({ root, configFile: false as const, logLevel: "silent" as const, plugins: [postback({ server, entry: "src/main.ts" })] });

test("what Vite does not know is the app's, as the browser has sent it", async () => {
  heard = [];
  const response = await fetch(`${url}/problems?topic=a&_action=x`, { method: "POST", body: "name=x", headers: { Cookie: "session=1", Origin: url } });
  assert.deepEqual([response.status, await response.text(), response.headers.getSetCookie()], [404, "the app's own page", ["a=1", "b=2"]]);
  const [{ path, method, headers, body }] = heard as [(typeof heard)[0]];
  assert.deepEqual([path, method, body], ["/problems?topic=a&_action=x", "POST", "name=x"]);
  assert.deepEqual([headers.host, headers.cookie, headers.origin, headers["postback-vite"]], [new URL(url).host, "session=1", url, "1"]);
});

test("a page loads one module, which brings Vite's client before the entry", async () => {
  const response = await fetch(`${url}/@postback/dev/src/main.ts`);
  assert.match(response.headers.get("Content-Type")!, /javascript/);
  assert.equal(await response.text(), 'import "/@vite/client";\nawait import("/src/main.ts");\n');
  assert.match(await (await fetch(`${url}/src/main.ts`)).text(), /long enough/);
});

test("nothing but a path is taken for an entry", async () => {
  heard = [];
  await fetch(`${url}/@postback/dev/a");alert("1`);
  assert.equal(heard.length, 1);
});

test("an app that does not run is named", async () => {
  const alone = await createVite({ ...config("http://127.0.0.1:1"), server: { host: "127.0.0.1", port: 0 } });
  try {
    await alone.listen();
    const response = await fetch(`http://127.0.0.1:${(alone.httpServer!.address() as AddressInfo).port}/`);
    assert.equal(response.status, 502);
    assert.match(await response.text(), /does not answer at http:\/\/127\.0\.0\.1:1\. Does `cargo run` run\?/);
  } finally {
    await alone.close();
  }
});

test("a build has a manifest, hashed names, and each file compressed beside it", async () => {
  await build(config("http://127.0.0.1:1"));
  const manifest = JSON.parse(await readFile(join(root, "dist/.vite/manifest.json"), "utf8")) as Record<string, { file: string }>;
  const { file } = manifest["src/main.ts"]!;
  assert.match(file, /^assets\/main-[\w-]{8}\.js$/);
  const bytes = await readFile(join(root, "dist", file));
  assert.deepEqual(brotliDecompressSync(await readFile(join(root, "dist", `${file}.br`))), bytes);
  assert.deepEqual(gunzipSync(await readFile(join(root, "dist", `${file}.gz`))), bytes);
  assert.deepEqual((await readdir(join(root, "dist/.vite"))).sort(), ["manifest.json"]);
});
