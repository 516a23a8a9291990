// Modules that only some pages need, and that a page loads when it contains what they are for.

import { document } from "./dom.ts";

/** The hash of all modules, which the server has in their file names. */
declare const MODULES: string;

export interface Later<Module> {
  /** The module, or nothing until it is loaded. */
  now: Module | undefined;
  load(): Promise<Module | undefined>;
}

const registered: [selector: string, later: Later<unknown>][] = [];

function later<Module>(selector: string, name: string): Later<Module> {
  const it: Later<Module> = {
    now: undefined,
    async load() {
      // The URL of this file may be a query (`?/_postback/<hash>.js`), which relative URLs cannot
      // resolve.
      const address = import.meta.url.replace(/[^/]*$/, `${name}.${MODULES}.js`);
      // Without the module everything works except for what it adds.
      return (it.now ??= await import(address).catch(() => undefined));
    },
  };
  registered.push([selector, it]);
  return it;
}

/** Scripts that do not belong to this library. */
export const FOREIGN = "script:not([src*='/_postback/'])";

/** What a page loads by itself. */
export const ASSETS = `${FOREIGN},link[rel~=stylesheet]`;

/** A selector that matches nothing if the browser supports the feature natively. */
const unless = (canItself: unknown): string => (canItself ? ":not(*)" : "html");

export const announcers = later<typeof import("./announce.ts")>(unless(document.ariaNotify), "announce");
export const assets = later<typeof import("./assets.ts")>(`[nonce],${ASSETS}`, "assets");
export const backs = later<typeof import("./back.ts")>("html", "back");
export const closing = later<typeof import("./close.ts")>("[data-pb-close]", "close");
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

/** Loads the modules that the page needs. */
export function loadModules(): Promise<unknown> {
  const needed = registered.filter(([selector, it]) => !it.now && document.querySelector(selector));
  return Promise.all(needed.map(([, it]) => it.load()));
}
