// How the runtime is built: one ES module, the same bytes on every machine.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** What is aimed at: the minified file, compressed as servers do it ahead of time. */
export const GOAL = 6_144;

/** What it may have until then, so that it does not grow unseen. Only ever lowered. */
export const BUDGET = 7_680;

export const FILE = fileURLToPath(new URL("../../crates/postback/src/client/postback.js", import.meta.url));

/** Builds it in memory; `without` a module, to see what that one weighs. */
export async function bundle({ without } = {}) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: ["src/postback.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    outfile: "postback.js",
    legalComments: "none",
    charset: "utf8",
    plugins: without ? [leaveOut(without)] : [],
  });
  return { code: Buffer.from(outputFiles[0].contents) };
}

function leaveOut(file) {
  return {
    name: "leave-out",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path }) => (path === `./${file}` ? { path, external: true } : undefined));
    },
  };
}

export function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
