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
 * arrive, so it is for walks that look for themselves. */
export function launch({ keepsPages = false } = {}): Promise<Browser> {
  // The sandbox cannot be had as root, which is who runs a build in most containers.
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: required("CHROMIUM"),
    args: asRoot ? [...ARGUMENTS, "--no-sandbox"] : ARGUMENTS,
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
  });
}
