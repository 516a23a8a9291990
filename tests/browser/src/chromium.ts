// Starting Chromium.

import { chromium, type Browser } from "playwright-core";

import { required } from "./settings.ts";

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // It is to talk to itlead and to nobody else.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `keepsPages`: for Back and Forward, as people's browsers do. Playwright does not see such a page
 * arrive, so it is for walks that look for themselves. `hosts`: which names lead to which address. */
export function launch({ keepsPages = false, hosts = "" } = {}): Promise<Browser> {
  // The sandbox cannot be had as root, which is who runs a build in most containers.
  const asRoot = process.getuid?.() === 0;
  const own = [...(asRoot ? ["--no-sandbox"] : []), ...(hosts ? [`--host-resolver-rules=${hosts}`] : [])];
  return chromium.launch({
    executablePath: required("CHROMIUM"),
    args: [...ARGUMENTS, ...own],
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
  });
}
