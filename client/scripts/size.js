// What the built file weighs, and how much less it would weigh without each module.

import { readdir } from "node:fs/promises";

import { brotli, BUDGET, bundle, GOAL } from "./bundle.js";

const { code } = await bundle();
const all = brotli(code);
const files = await readdir(new URL("../src", import.meta.url));
const rows = [];
for (const file of files.filter((name) => !name.includes(".test.") && name !== "postback.ts")) {
  const rest = await bundle({ without: file });
  rows.push([all - brotli(rest.code), code.length - rest.code.length, file]);
}
for (const [compressed, bytes, file] of rows.sort((one, other) => other[0] - one[0])) {
  console.log(`${String(bytes).padStart(6)} ${String(compressed).padStart(5)}  ${file}`);
}
console.log(`${String(code.length).padStart(6)} ${String(all).padStart(5)}  all of it, of ${BUDGET}, and to be ${GOAL}`);
