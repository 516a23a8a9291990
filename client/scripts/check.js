// Whether what the library serves is what the source builds, and within its budget.

import { readFile } from "node:fs/promises";

import { BUDGET, bundle, compressed, FILES, place } from "./bundle.js";

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
const size = compressed(await bundle()).length;
if (size > BUDGET) complain(`postback.js has ${size} bytes with brotli, ${size - BUDGET} more than its budget of ${BUDGET}.`);
if (!process.exitCode) console.log(`The built files match their source; postback.js has ${size} of ${BUDGET} bytes with brotli.`);
