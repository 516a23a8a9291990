// Whether what the library serves is what the source builds, and within its budget.

import { readFile } from "node:fs/promises";

import { BUDGETS, compressed, FILES, place } from "./bundle.js";

const complain = (sentence) => {
  console.error(sentence);
  process.exitCode = 1;
};

for (const [name, { make, read }] of Object.entries(FILES)) {
  const committed = await readFile(place(name)).then(read).catch(() => undefined);
  if (!committed?.equals(read(await make()))) {
    complain(`${name} is not what the source builds: \`cargo xtask client\` writes it anew.`);
  }
}
const sizes = [];
for (const [name, most] of Object.entries(BUDGETS)) {
  const size = compressed(await FILES[name].make()).length;
  if (size > most) complain(`${name} has ${size} bytes with brotli, ${size - most} more than its budget of ${most}.`);
  sizes.push(`${name} has ${size} of ${most} bytes with brotli`);
}
if (!process.exitCode) console.log(`The built files match their source; ${sizes.join(", ")}.`);
