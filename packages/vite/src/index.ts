// Vite and the app as one origin in development, and the files of a build as the app serves them.

import type { Plugin } from "vite";

import { answerFor } from "./answer.ts";
import { compressAll } from "./compress.ts";
import { start } from "./start.ts";

export interface Options {
  /** Where the app listens: `http://127.0.0.1:3000`. */
  server?: string;
  /** What the pages load, as `vite.tags(..)` in them names it: `src/main.tsx`. */
  entry?: string;
}

export default function postback({ server = "http://127.0.0.1:3000", entry = "src/main.tsx" }: Options = {}): Plugin {
  return {
    name: "postback",
    // The app has the pages.
    config: () => ({ appType: "custom", build: { manifest: true, rolldownOptions: { input: entry } } }),
    configureServer(vite) {
      vite.middlewares.use(start(vite.config));
      // What Vite does not know is the app's.
      return () => vite.middlewares.use(answerFor(server));
    },
    async writeBundle({ dir }, bundle) {
      await compressAll(dir!, Object.keys(bundle));
    },
  };
}
