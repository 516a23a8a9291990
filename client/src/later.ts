// What only some pages need is a file of its own: the page loads it when it has what it is for.

export interface Later<Module> {
  /** Nothing as long as it is not there. */
  now: Module | undefined;
  load(): Promise<Module | undefined>;
}

const all: [selector: string, later: Later<unknown>][] = [];

function later<Module>(selector: string, get: () => Promise<Module>): Later<Module> {
  const it: Later<Module> = {
    now: undefined,
    async load() {
      // Without it all goes on, but for what it would have added.
      return (it.now ??= await get().catch(() => undefined));
    },
  };
  all.push([selector, it]);
  return it;
}

export const elsewhere = later("html", () => import("./places.ts"));
later("[data-pb-draft]", () => import("./drafts.ts"));
export const failures = later("form", () => import("./failure.ts"));
export const noscripts = later("noscript", () => import("./noscript.ts"));
export const optimism = later("[data-pb-optimistic]", () => import("./optimistic.ts"));
export const uploads = later("[type=file]", () => import("./upload.ts"));
export const widgets = later("script:not([src*='/_postback/'])", () => import("./widgets.ts"));

/** Loads what the page has something for. Only what shows something at a submit has to be waited for. */
export async function loadModules(): Promise<void> {
  const needed = all.filter(([selector]) => document.querySelector(selector)).map(([, it]) => it);
  for (const it of needed) void it.load();
  if (needed.includes(optimism)) await optimism.load();
}
