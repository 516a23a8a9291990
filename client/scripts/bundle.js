// How the runtime is built: one ES module, the same bytes on every machine.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** The limit of the minified file, compressed as servers do it ahead of time. */
export const BUDGET = 6_144;

export const FILE = fileURLToPath(new URL("../dist/postback.js", import.meta.url));

/** Builds it and answers the file and what each module gives to it. */
export async function bundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: ["src/postback.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    metafile: true,
    write: false,
    outfile: "dist/postback.js",
    legalComments: "none",
    charset: "utf8",
  });
  const [output] = Object.values(metafile.outputs);
  return { code: Buffer.from(outputFiles[0].contents), inputs: output.inputs };
}

export function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
