// Serves Vite and the app from one origin in development, and prepares the files of a build for the app.

import type { Plugin } from "vite";

import { answerFor } from "./answer.ts";
import { compressAll } from "./compress.ts";
import { start } from "./start.ts";

/** The options of the plugin. */
export interface Options {
  /** The address at which the app listens. The default is `http://127.0.0.1:3000`. */
  server?: string;
  /** The entry script of the pages, by its name in the manifest. The default is `src/main.tsx`. */
  entry?: string;
}

/** Returns the Vite plugin that connects a postback app. */
export default function postback({ server = "http://127.0.0.1:3000", entry = "src/main.tsx" }: Options = {}): Plugin {
  return {
    name: "postback",
    // The app serves the pages.
    config: () => ({ appType: "custom", build: { manifest: true, rolldownOptions: { input: entry } } }),
    configureServer(vite) {
      vite.middlewares.use(start(vite.config));
      // Requests that Vite does not answer go to the app.
      return () => vite.middlewares.use(answerFor(server));
    },
    async writeBundle({ dir }, bundle) {
      await compressAll(dir!, Object.keys(bundle));
    },
  };
}
