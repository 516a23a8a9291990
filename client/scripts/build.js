// Writes what the library serves.

import { writeFile } from "node:fs/promises";

import { BUDGETS, FILES, place } from "./bundle.js";

for (const [name, { make }] of Object.entries(FILES)) {
  const bytes = await make();
  await writeFile(place(name), bytes);
  const most = BUDGETS[name.replace(/\.br$/, "")];
  console.log(`${name}: ${bytes.length} bytes${name.endsWith(".br") ? ` of ${most}` : ""}`);
}
