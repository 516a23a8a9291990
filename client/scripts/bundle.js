// How the runtime is built: ES modules, the same bytes on every machine.

import { minify } from "@swc/core";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** The most bytes of postback.js, compressed as it is served. Only ever lowered. */
export const BUDGET = 6_144;

/** Properties that nobody else reads or writes, so that they may have short names. */
const OWN = ["control", "count", "hidden", "html", "isMultipart", "isOwn", "key", "kind", "nodes", "request", "run", "states", "timer", "within"];

/** Builds the runtime in memory; `without` a module, to see what that one weighs. */
export async function bundle({ without } = {}) {
  const text = await bundled("postback.ts", without);
  // esbuild's own minifier leaves 8 % more.
  const { code } = await minify(text, {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 4, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
    mangle: { toplevel: true },
  });
  return Buffer.from(code);
}

/** Every file that is committed, by its name: how it is made, and how to compare it. */
export const FILES = {
  "postback.js": { make: bundle, read: (bytes) => bytes },
  // Which bytes compress to something is up to the version of the compressor.
  "postback.js.br": { make: async () => compressed(await bundle()), read: brotliDecompressSync },
  "development.js": { make: async () => Buffer.from(await bundled("development.ts")), read: (bytes) => bytes },
};

export function place(name) {
  return fileURLToPath(new URL(`../../crates/postback/src/client/${name}`, import.meta.url));
}

export function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

async function bundled(entry, without) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [`src/${entry}`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    legalComments: "none",
    charset: "utf8",
    mangleProps: new RegExp(`^(${OWN.join("|")})$`),
    plugins: without ? [leaveOut(without)] : [],
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
