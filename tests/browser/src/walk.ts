// A file of walks: itlead and Chromium are started for it, and stopped after it.
//
// Every walk is taken twice, with JavaScript off and on, and has to come to the same end. Each of
// the two has an itlead of its own, so that one does not find what the other one has left.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { launch } from "./chromium.ts";
import { Site, type SiteOptions } from "./site.ts";
import { Tab, type Scripts } from "./tab.ts";

const RESULTS = join(import.meta.dirname, "../test-results");

/** No walk is so long; a file that hangs is to say where. */
const WALK_MS = 120_000;

/** `note` is for what is to be read in the results. */
type Steps = (tab: Tab, note: (text: string) => void) => Promise<void>;

type Options = NonNullable<Parameters<typeof launch>[0]> & SiteOptions;

export class Walks {
  readonly #sites = new Map<Scripts, Promise<Site>>();
  readonly #options: Options;
  #browser: Promise<Browser> | undefined;
  /** The tabs of the walk that is under way. */
  #tabs: Tab[] = [];
  #scripts: Scripts = "off";
  #site: Site | undefined;

  constructor(options: Options = {}) {
    this.#options = options;
    after(async () => {
      await (await this.#browser)?.close();
      for (const site of this.#sites.values()) await (await site).stop();
    });
  }

  get site(): Site {
    if (!this.#site) throw new Error("itlead runs only during a walk");
    return this.#site;
  }

  /** One more browser that knows nothing of the others; `at` is something in front of itlead. */
  async tab(at = this.site.url): Promise<Tab> {
    this.#browser ??= launch(this.#options);
    const tab = await Tab.open(await this.#browser, at, this.#scripts);
    this.#tabs.push(tab);
    return tab;
  }

  /** A walk by somebody who comes to the site for the first time, with JavaScript off and on. */
  walk(name: string, steps: Steps): void {
    this.#walk("off", name, steps);
    this.#walk("on", name, steps);
  }

  /** A walk about something that there is only with JavaScript. */
  enhanced(name: string, steps: Steps): void {
    this.#walk("on", name, steps);
  }

  /** A walk about something that there is only without JavaScript. */
  plain(name: string, steps: Steps): void {
    this.#walk("off", name, steps);
  }

  #walk(scripts: Scripts, name: string, steps: Steps): void {
    test(`${name} (JavaScript ${scripts})`, { timeout: WALK_MS }, async (t) => {
      if (!this.#sites.has(scripts)) this.#sites.set(scripts, Site.start(this.#options));
      this.#site = await this.#sites.get(scripts)!;
      this.#scripts = scripts;
      this.#tabs = [];
      const tab = await this.tab();
      const printedBefore = this.site.printed.length;
      try {
        await steps(tab, (text) => t.diagnostic(text));
        for (const { complaints } of this.#tabs) assert.deepEqual(complaints, [], "Chromium has nothing to complain about");
      } catch (error) {
        await mkdir(RESULTS, { recursive: true });
        const picture = join(RESULTS, `${`${name} ${scripts}`.replaceAll(/[^a-z\d]+/gi, "-")}.png`);
        await tab.page.screenshot({ path: picture, fullPage: true }).catch(() => {});
        t.diagnostic(`at ${tab.path}, seen in ${picture}`);
        t.diagnostic(`visits:\n  ${tab.visits.join("\n  ")}`);
        t.diagnostic(`itlead printed:\n${this.site.printed.slice(printedBefore)}`);
        throw error;
      } finally {
        for (const tab of this.#tabs) await tab.close();
      }
    });
  }
}
