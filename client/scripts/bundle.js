// How the runtime is built: ES modules, the same bytes on every machine.

import { minify } from "@swc/core";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** What a page loads only when it uses it: `import("./upload.ts")` in the source of the core. */
const MODULES = ["drafts", "failure", "noscript", "optimistic", "places", "upload", "widgets"];
/** What a page loads before the core, at once. */
const SCRIPTS = ["watch"];

/** The most bytes that each file may have, compressed as it is served. */
export const BUDGETS = { "postback.js": 7_168, ...Object.fromEntries([...MODULES, ...SCRIPTS].map((name) => [`${name}.js`, 1_024])) };

/** Every file that is committed, by its name: how it is made, and how to compare it. */
export const FILES = {
  ...served("postback.js", bundle),
  ...Object.assign({}, ...MODULES.map((name) => served(`${name}.js`, () => minified(`${name}.ts`)))),
  // No module, so what it declares would be everybody's.
  ...Object.assign({}, ...SCRIPTS.map((name) => served(`${name}.js`, () => minified(`${name}.ts`, [], "iife")))),
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
  const names = {};
  for (const name of MODULES) names[`./${name}.ts`] = `./${addressOf(name, await minified(`${name}.ts`))}`;
  return minified("postback.ts", [loadLater(names), ...(without ? [leaveOut(without)] : [])]);
}

export function place(name) {
  return fileURLToPath(new URL(`../../crates/postback/src/client/${name}`, import.meta.url));
}

export function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

/** The name under which the server has a module: it says what is in the file. */
function addressOf(name, bytes) {
  return `${name}.${createHash("sha256").update(bytes).digest().subarray(0, 12).toString("base64url")}.js`;
}

async function minified(entry, plugins, format) {
  // esbuild's own minifier leaves 8 % more.
  const { code } = await minify(besideThisFile(await bundled(entry, plugins, format)), {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 4, negate_iife: false, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
    mangle: { toplevel: true },
  });
  return Buffer.from(code);
}

/** The core may have been asked for by a query (`?/_postback/<hash>.js`), to which a relative address knows
 * no way: a module is asked for as the core was, by another name. */
function besideThisFile(code) {
  return code.replaceAll(/\bimport\("\.\/([^"]+)"\)/g, (_, name) => `import(import.meta.url.replace(/[^/]*$/, "${name}"))`);
}

async function bundled(entry, plugins = [], format = "esm") {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [`src/${entry}`],
    bundle: true,
    format,
    target: "es2022",
    write: false,
    legalComments: "none",
    charset: "utf8",
    plugins,
  });
  return outputFiles[0].text;
}

/** What is imported by a call stays a file of its own, under the name that it is served by. */
function loadLater(names) {
  return {
    name: "load-later",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path, kind }) => {
        if (kind !== "dynamic-import") return undefined;
        if (!names[path]) throw new Error(`${path} is imported by a call, but is no module that is served: add it to MODULES.`);
        return { path: names[path], external: true };
      });
    },
  };
}

function leaveOut(file) {
  return {
    name: "leave-out",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path }) => (path === `./${file}` ? { path, external: true } : undefined));
    },
  };
}
