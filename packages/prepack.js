// Lays the licences into the package that is packed, and makes what it holds anew.

import { copyFile, rm } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

await rm("dist", { recursive: true, force: true });
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(resolve(import.meta.dirname, "..", name), name);
execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", 2, 2] });
