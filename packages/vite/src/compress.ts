// Compresses each file of a build to `name.br` and `name.gz`, which `ServeDir` looks for.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(css|js|json|map|mjs|svg|txt|wasm|webmanifest|xml)$/;
/** A smaller file fits into the first packet without compression. */
const LEAST = 1_024;

const WAYS: [suffix: string, compress: (bytes: Buffer) => Promise<Buffer>][] = [
  ["br", (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })],
  ["gz", (bytes) => promisify(gzip)(bytes, { level: 9 })],
];

export async function compressAll(folder: string, names: string[]): Promise<void> {
  for (const name of names.filter((name) => TEXT.test(name) && !name.startsWith("."))) {
    const bytes = await readFile(join(folder, name));
    if (bytes.length < LEAST) continue;
    for (const [suffix, compress] of WAYS) await writeFile(join(folder, `${name}.${suffix}`), await compress(bytes));
  }
}
