// Writes what the library serves.

import { writeFile } from "node:fs/promises";

import { BUDGET, FILES, place } from "./bundle.js";

for (const [name, { make }] of Object.entries(FILES)) {
  const bytes = await make();
  await writeFile(place(name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
console.log(`postback.js.br may have ${BUDGET}`);
