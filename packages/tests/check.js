// Whether the packages are within their budgets: minified, with brotli, without what they are made for.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const BUDGETS = { client: 2_048, react: 1_536 };

for (const [name, most] of Object.entries(BUDGETS)) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve(`@postback/${name}`))],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["@postback/client", "react", "react-dom"],
    write: false,
  });
  const { length } = brotliCompressSync(outputFiles[0].contents);
  console.log(`@postback/${name} has ${length} of ${most} bytes with brotli`);
  if (length > most) process.exitCode = 1;
}
