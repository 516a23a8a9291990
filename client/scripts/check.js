// Whether postback.js is what the source builds, and within its budget.

import { readFile } from "node:fs/promises";

import { brotli, BUDGET, bundle, FILE, GOAL } from "./bundle.js";

const { code } = await bundle();
const committed = await readFile(FILE).catch(() => Buffer.alloc(0));
const size = brotli(code);
if (!code.equals(committed)) {
  console.error("postback.js is not what the source builds: `cargo xtask client` writes it anew.");
  process.exitCode = 1;
}
if (size > BUDGET) {
  console.error(`postback.js has ${size} bytes with brotli, ${size - BUDGET} more than its budget of ${BUDGET}.`);
  process.exitCode = 1;
}
if (!process.exitCode) console.log(`postback.js matches its source: ${size} of ${BUDGET} bytes with brotli, and to be ${GOAL}.`);
