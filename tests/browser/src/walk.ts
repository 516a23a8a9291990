// A file of walks: itlead and Chromium are started for it, and stopped after it.

import { after, before, test } from "node:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { launch } from "./chromium.ts";
import { Site } from "./site.ts";
import { Tab } from "./tab.ts";

const RESULTS = join(import.meta.dirname, "../test-results");

/** No walk is so long; a file that hangs is to say where. */
const WALK_MS = 120_000;

export class Walks {
  #browser: Browser | undefined;
  #site: Site | undefined;

  constructor() {
    before(async () => {
      [this.#site, this.#browser] = await Promise.all([Site.start(), launch()]);
    });
    after(async () => {
      await this.#browser?.close();
      await this.#site?.stop();
    });
  }

  get site(): Site {
    if (!this.#site) throw new Error("itlead runs only during a walk");
    return this.#site;
  }

  /** One more browser that knows nothing of the others. */
  tab(): Promise<Tab> {
    if (!this.#browser) throw new Error("Chromium runs only during a walk");
    return Tab.open(this.#browser, this.site.url);
  }

  /** A walk by somebody who comes to the site for the first time. */
  walk(name: string, steps: (tab: Tab) => Promise<void>): void {
    test(name, { timeout: WALK_MS }, async (t) => {
      const tab = await this.tab();
      const printedBefore = this.site.printed.length;
      try {
        await steps(tab);
      } catch (error) {
        await mkdir(RESULTS, { recursive: true });
        const picture = join(RESULTS, `${name.replaceAll(/[^a-z\d]+/gi, "-")}.png`);
        await tab.page.screenshot({ path: picture, fullPage: true }).catch(() => {});
        t.diagnostic(`at ${tab.path}, seen in ${picture}`);
        t.diagnostic(`visits:\n  ${tab.visits.join("\n  ")}`);
        t.diagnostic(`itlead printed:\n${this.site.printed.slice(printedBefore)}`);
        throw error;
      } finally {
        await tab.close();
      }
    });
  }
}
