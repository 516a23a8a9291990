// Lays into the package what is kept elsewhere in the repository: the built files, and the licences.

import { copyFile, mkdir, rm } from "node:fs/promises";

import { FILES, place } from "./bundle.js";

const here = (name) => new URL(`../${name}`, import.meta.url);

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"));
for (const name of Object.keys(FILES)) await copyFile(place(name), here(`dist/${name}`));
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(here(`../${name}`), here(name));
