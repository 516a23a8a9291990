// What each module weighs in the built file, and what the file weighs without it.

import { brotli, BUDGET, bundle } from "./bundle.js";

const { code, inputs } = await bundle();
const modules = Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]);
for (const [path, bytes] of modules.sort((one, other) => other[1] - one[1])) {
  // Compressed together they share their words: each one's part is an estimate.
  const share = Math.round((bytes / code.length) * brotli(code));
  console.log(`${String(bytes).padStart(6)} ${String(share).padStart(5)}  ${path}`);
}
console.log(`${String(code.length).padStart(6)} ${String(brotli(code)).padStart(5)}  all of it, of ${BUDGET}`);
