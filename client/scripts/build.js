// Writes postback.js.

import { writeFile } from "node:fs/promises";

import { brotli, BUDGET, bundle, FILE, GOAL } from "./bundle.js";

const { code } = await bundle();
await writeFile(FILE, code);
console.log(`postback.js: ${code.length} bytes, ${brotli(code)} of ${BUDGET} with brotli, and to be ${GOAL}`);
