// What the built file weighs, and how much less it would weigh without each module.

import { readdir } from "node:fs/promises";

import { BUDGETS, bundle, compressed } from "./bundle.js";

const all = await bundle();
const weight = (bytes) => compressed(bytes).length;
const files = await readdir(new URL("../src", import.meta.url));
const isOfCore = (name) => !/\.test\.|^(postback|development)\.ts/.test(name) && !(name.replace(".ts", ".js") in BUDGETS);
const rows = [];
for (const file of files.filter(isOfCore)) {
  const rest = await bundle({ without: file });
  rows.push([weight(all) - weight(rest), all.length - rest.length, file]);
}
for (const [brotli, bytes, file] of rows.sort((one, other) => other[0] - one[0])) {
  console.log(`${String(bytes).padStart(6)} ${String(brotli).padStart(5)}  ${file}`);
}
console.log(`${String(all.length).padStart(6)} ${String(weight(all)).padStart(5)}  all of it, of ${BUDGETS["postback.js"]}`);
