// Behind a real proxy: where the browser is after each answer, and whether it finds the runtime.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";

import type { Browser } from "playwright-core";

import { launch } from "./chromium.ts";
import { fieldsHold, noticeSays, nothingIsSaid, text } from "./expect.ts";
import { Nginx } from "./nginx.ts";
import { required } from "./settings.ts";
import { Tab, type Scripts } from "./tab.ts";

/** How the proxy puts an app at `/` and its name. nginx decodes a path of which it takes something off,
 * and encodes it anew. */
const MOUNTS: Record<string, (name: string, app: string) => string> = {
  bare: stripped,
  told: stripped,
  trimmed: stripped,
  appended: stripped,
  // Byte for byte, as other proxies do it.
  raw: (name, app) => `location /${name} { proxy_pass http://${app}$rest_of_${name}; }`,
  nested: (name, app) => `location /${name} { proxy_pass http://${app}; }`,
};

const REST = "map $request_uri $rest_of_raw { ~^/raw(?<rest>/.*)$ $rest; ~^/raw(?<query>.*)$ /$query; }";

function stripped(name: string, app: string): string {
  return `location = /${name} { proxy_pass http://${app}/; } location /${name}/ { proxy_pass http://${app}/; }`;
}

const QUERY = "?q=a%20b;c^d&e=%C3%A9&&f";

const ADDRESSES = ["", "/", "/list", "/list/", QUERY];

/** With what has to be encoded, and what may be. */
const ODD = [
  "/of/a%20b", "/of/a%2Fb", "/of/a^b", "/of/caf\u00e9", "/of/%E6%97%A5", "/of/a;b=c", "/of//x", "/of/a:b/c", "/of/100%25", "/of/it's",
  "/of/a%3Fb", `/of/a%2Fb${QUERY}`,
];

/** Which of them say something about this mount. */
function isWorthwhile(mount: string, address: string): boolean {
  // What a Router has nested is not at the slash behind its path, and nobody touches what is sent raw.
  return !address.endsWith("/") || (mount !== "nested" && mount !== "raw");
}

/** Where the page says by a warning in the log that the app has to be told its public path. */
function findsRuntime(mount: string, address: string): boolean {
  const path = address.split("?")[0]!;
  if (mount === "bare" || mount === "trimmed") return !path.includes("%2F");
  if (mount === "appended") return path === "" || path.endsWith("/");
  return true;
}

/** Whether the app can know that a redirect leads to one of its own pages. */
const KNOWS_ITSELF = ["told", "nested"];

let programs: ChildProcess;
let nginx: Nginx;
let browser: Browser;

before(async () => {
  programs = spawn(required("BEHIND_PROXY"), { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => programs.kill("SIGKILL"));
  const [line] = (await once(programs.stdout!, "data")) as [Buffer];
  const apps = JSON.parse(line.toString()) as Record<string, string>;
  const locations = Object.entries(MOUNTS).map(([name, at]) => at(name, apps[name]!));
  // The first one names the app's own host to the app, which is what nginx does by itself.
  nginx = await Nginx.start(REST, [
    locations.join("\n"),
    ["proxy_set_header Host $http_host;", "add_header Referrer-Policy no-referrer always;", ...locations].join("\n"),
  ]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await nginx?.stop();
  programs?.kill("SIGKILL");
});

/** A form that is refused, one that is not, and one that leads elsewhere. */
async function walk(tab: Tab, mount: string, address: string, isQuiet: boolean): Promise<void> {
  const hasRuntime = await open(tab, mount, address);
  const { path } = tab;

  await tab.fill({ Text: "ab" });
  assert.equal(await tab.pressUnchecked("Note"), 422);
  if (hasRuntime) assert.equal(tab.path, path);
  else assert.equal(tab.path.split(/[?&]_action=/)[0], path);
  await fieldsHold(tab, { Text: "ab" });

  await succeed(tab);
  // All that is known of the page is that it has no query.
  const end = isQuiet && !hasRuntime && !path.includes("?") ? "?" : "";
  assert.equal(tab.path, path + end);

  assert.equal(await tab.press("Leave"), 200);
  assert.equal(tab.path, `/${mount}/other?from=here#top`);
  if (KNOWS_ITSELF.includes(mount)) await noticeSays(tab, "You left");
  else await nothingIsSaid(tab);
}

/** Whether the page has found the runtime. */
async function open(tab: Tab, mount: string, address: string): Promise<boolean> {
  const hasRuntime = tab.hasScripts && findsRuntime(mount, address);
  // A page that does not find it is none on which one could wait for all of it.
  const status = hasRuntime ? await tab.goTo(`/${mount}${address}`) : (await tab.page.goto(`/${mount}${address}`))?.status();
  assert.equal(status, 200);
  if (tab.hasScripts) assert.equal(await tab.page.evaluate("'postback' in globalThis"), hasRuntime, "the runtime is there");
  return hasRuntime;
}

async function succeed(tab: Tab): Promise<void> {
  await tab.fill({ Text: "long enough" });
  // For a file the runtime loads another one of its own.
  await tab.field("File").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  assert.equal(await tab.press("Note"), 200);
  await noticeSays(tab, "Noted");
  assert.equal(await text(tab.page.locator("output")), "LONG ENOUGH a.txt");
}

function at(mount: string, what: string, scripts: Scripts, addresses: string[], steps: (tab: Tab, address: string) => Promise<void>, server = 0): void {
  for (const address of addresses.filter((address) => isWorthwhile(mount, address))) {
    // Each by itself: all of them together take minutes where there is other work to do.
    test(`at /${mount}${address} every answer is where its page is: ${what} (JavaScript ${scripts})`, { timeout: 120_000 }, async () => {
      const tab = await Tab.open(browser, nginx.urls[server]!, scripts);
      try {
        await steps(tab, address).catch((error: unknown) => {
          throw new Error(`by ${tab.visits.slice(-6).join(", ")}`, { cause: error });
        });
      } finally {
        await tab.close();
      }
    });
  }
}

describe("behind nginx", { concurrency: 3 }, () => {
  for (const scripts of ["off", "on"] as const) {
    for (const mount of Object.keys(MOUNTS)) {
      at(mount, "usual addresses", scripts, ADDRESSES, (tab, address) => walk(tab, mount, address, false));
    }
    for (const mount of ["bare", "raw"]) {
      at(mount, "odd addresses", scripts, ODD, async (tab, address) => {
        await open(tab, mount, address);
        const { path } = tab;
        await succeed(tab);
        assert.equal(tab.path, path);
      });
    }
    for (const mount of ["bare", "told", "trimmed"]) {
      at(mount, "without a referrer", scripts, ["", "/list", `/list${QUERY}`], (tab, address) => walk(tab, mount, address, true), 1);
    }
  }
});
