// Writes dist/postback.js.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { brotli, BUDGET, bundle, FILE, GOAL } from "./bundle.js";

const { code } = await bundle();
await mkdir(dirname(FILE), { recursive: true });
await writeFile(FILE, code);
console.log(`dist/postback.js: ${code.length} bytes, ${brotli(code)} of ${BUDGET} with brotli, and to be ${GOAL}`);
