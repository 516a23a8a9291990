// How the runtime is built: ES modules, the same bytes on every machine.

import { minify } from "@swc/core";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** What a page loads only when it uses it, as `later.ts` says. */
const MODULES = ["announce", "assets", "back", "close", "drafts", "failure", "labels", "navigation", "noscript", "offer", "optimistic", "pinned", "press", "theirs", "upload", "widgets"];
/** What a page loads before the core, at once. */
const SCRIPTS = ["watch"];

/** The most bytes that each file may have, compressed as it is served. */
export const BUDGETS = { "postback.js": 7_168, ...Object.fromEntries([...MODULES, ...SCRIPTS].map((name) => [`${name}.js`, 1_024])) };

/** Every file that is committed, by its name: how it is made, and how to compare it. */
export const FILES = {
  ...served("postback.js", bundle),
  ...Object.assign({}, ...MODULES.map((name) => served(`${name}.js`, () => minified(`${name}.ts`)))),
  // No module, so what it declares would be everybody's.
  ...Object.assign({}, ...SCRIPTS.map((name) => served(`${name}.js`, () => minified(`${name}.ts`, { format: "iife" })))),
  "development.js": { make: async () => Buffer.from(await bundled("development.ts")), read: (bytes) => bytes },
};

function served(name, make) {
  return {
    [name]: { make, read: (bytes) => bytes },
    // Which bytes compress to something is up to the version of the compressor.
    [`${name}.br`]: { make: async () => compressed(await make()), read: brotliDecompressSync },
  };
}

/** Builds the core in memory; `without` a module, to see what that one weighs. */
export async function bundle({ without } = {}) {
  const hash = createHash("sha256");
  for (const name of MODULES) hash.update(await minified(`${name}.ts`));
  // The server has it in the names of the modules.
  const define = { MODULES: `"${hash.digest().subarray(0, 12).toString("base64url")}"` };
  return minified("postback.ts", { define, plugins: without ? [leaveOut(without)] : [] });
}

export function place(name) {
  return fileURLToPath(new URL(`../../crates/postback/src/client/${name}`, import.meta.url));
}

export function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

async function minified(entry, options) {
  // esbuild's own minifier leaves 8 % more.
  const { code } = await minify(await bundled(entry, options), {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 4, negate_iife: false, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
    mangle: { toplevel: true },
  });
  return Buffer.from(code);
}

async function bundled(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [`src/${entry}`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    legalComments: "none",
    charset: "utf8",
    ...options,
  });
  return outputFiles[0].text;
}

function leaveOut(file) {
  return {
    name: "leave-out",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path }) => (path === `./${file}` ? { path, external: true } : undefined));
    },
  };
}
