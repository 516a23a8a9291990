// What only some pages need is a file of its own: the page loads it when it has what it is for.

import { document } from "./dom.ts";

/** What all of them hold, as the server has it in their names. */
declare const MODULES: string;

export interface Later<Module> {
  /** Nothing as long as it is not there. */
  now: Module | undefined;
  load(): Promise<Module | undefined>;
}

const all: [selector: string, later: Later<unknown>][] = [];

function later<Module>(selector: string, name: string): Later<Module> {
  const it: Later<Module> = {
    now: undefined,
    async load() {
      // The address of this file may be a query (`?/_postback/<hash>.js`), to which a relative one knows no way.
      const address = import.meta.url.replace(/[^/]*$/, `${name}.${MODULES}.js`);
      // Without it all goes on, but for what it would have added.
      return (it.now ??= await import(address).catch(() => undefined));
    },
  };
  all.push([selector, it]);
  return it;
}

/** What others have written. */
export const FOREIGN = "script:not([src*='/_postback/'])";

/** What a page loads by itself. */
export const ASSETS = `${FOREIGN},link[rel~=stylesheet]`;

/** Of what a browser can do itself, no page needs anything. */
const unless = (canItself: unknown): string => (canItself ? ":not(*)" : "html");

export const announcers = later<typeof import("./announce.ts")>(unless(document.ariaNotify), "announce");
export const assets = later<typeof import("./assets.ts")>(`[nonce],${ASSETS}`, "assets");
export const backs = later<typeof import("./back.ts")>("html", "back");
later("[data-pb-draft]", "drafts");
export const failures = later<typeof import("./failure.ts")>("html", "failure");
export const labels = later<typeof import("./labels.ts")>("[data-pb-busy]", "labels");
export const navigation = later<typeof import("./navigation.ts")>("form", "navigation");
export const noscripts = later<typeof import("./noscript.ts")>("noscript", "noscript");
export const optimism = later<typeof import("./optimistic.ts")>("[data-pb-optimistic]", "optimistic");
export const pinned = later<typeof import("./pinned.ts")>(unless(Element.prototype.moveBefore), "pinned");
later("form", "press");
export const theirs = later<typeof import("./theirs.ts")>("html", "theirs");
export const uploads = later<typeof import("./upload.ts")>("[type=file]", "upload");
export const widgets = later<typeof import("./widgets.ts")>(FOREIGN, "widgets");

/** Loads what the page has something for. */
export function loadModules(): Promise<unknown> {
  const needed = all.filter(([selector, it]) => !it.now && document.querySelector(selector));
  return Promise.all(needed.map(([, it]) => it.load()));
}
