// The checks themselves: that scripts are really off and really on, and that a page with faults does
// not pass.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { launch } from "./chromium.ts";
import { look } from "./look.ts";
import { Tab, type Scripts } from "./tab.ts";

/** The page, with one thing that can be put wrong. */
const page = (body: string) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title></head>
<body><main><h1>A page</h1>${body}</main></body>
</html>`;

const FAULTS: Record<string, [body: string, complaint: RegExp]> = {
  "a field without a label": ["<form><input name=a></form>", /everybody can use it/],
  "grey on grey": ['<p style="color: #aaa">Who can read this?</p>', /color-contrast/],
  "two elements of one id": ['<p id="a">1</p><p id="a">2</p>', /valid HTML/],
  "a line that is wider than a phone": ['<p style="width: 700px">Wide</p>', /beside the window/],
  "a picture that is not there": ['<img src="/missing.png" alt="A cat">', /404 for/],
};

/** What scripts do that no page of ours does. */
const MISDEEDS: Record<string, [body: string, complaint: RegExp]> = {
  "an error that nobody catches": ['<script src="/throw.js"></script>', /nobody caught: Error: too late/],
  "an error that is only logged": ['<script src="/log.js"></script>', /too bad/],
  "a script that the policy refuses": ["<script>1</script>", /policy is violated: script-src-elem refuses inline/],
  "markup that is not from ours": ['<script src="/markup.js"></script>', /policy is violated: require-trusted-types-for/],
};

const SCRIPTS: Record<string, string> = {
  "/on.js": 'document.querySelector("#p").textContent = "on"',
  "/throw.js": 'setTimeout(() => { throw new Error("too late") })',
  "/log.js": 'console.error("too bad")',
  "/markup.js": 'try { document.body.innerHTML = "<b>" } catch {}',
};

const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'";

/** A browser, and a site of one page that a test writes. */
async function withSite(steps: (visit: (body: string, scripts: Scripts) => Promise<Tab>) => Promise<void>): Promise<void> {
  const browser = await launch();
  let shown = "";
  const server = createServer((request, response) => {
    const script = SCRIPTS[request.url ?? ""];
    if (request.url !== "/" && script === undefined) response.statusCode = 404;
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
    response.setHeader("content-security-policy", POLICY);
    response.end(script ?? page(shown));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await steps(async (body, scripts) => {
      shown = body;
      const tab = await Tab.open(browser, origin, scripts);
      await tab.goTo("/");
      return tab;
    });
  } finally {
    await browser.close();
    server.close();
  }
}

test("scripts are off or on, as it was asked for", { timeout: 60_000 }, () =>
  withSite(async (visit) => {
    for (const scripts of ["off", "on"] as const) {
      const tab = await visit("<p id=p>off</p><script src=/on.js></script>", scripts);
      assert.equal(await tab.page.locator("#p").innerText(), scripts);
      await tab.close();
    }
  }),
);

test("what a script does wrong is seen", { timeout: 60_000 }, () =>
  withSite(async (visit) => {
    for (const [name, [body, complaint]] of Object.entries(MISDEEDS)) {
      const tab = await visit(body, "on");
      await tab.page.waitForTimeout(100);
      assert(tab.complaints.some((one) => complaint.test(one)), `${name}: ${tab.complaints}`);
      await tab.close();
    }
  }),
);

test("a page with faults does not pass", { timeout: 120_000 }, () =>
  withSite(async (visit) => {
    const fine = await visit("<p>Nothing to complain about.</p>", "off");
    await look(fine, "checks");
    await fine.close();

    for (const [name, [fault, complaint]] of Object.entries(FAULTS)) {
      const tab = await visit(fault, "off");
      await assert.rejects(look(tab, "checks"), (error: Error) => complaint.test(error.message), name);
      await tab.close();
    }
    // With JavaScript it is only looked at what the runtime could have spoilt.
    const spoilt = await visit(FAULTS["a field without a label"]![0], "on");
    await assert.rejects(look(spoilt, "checks"), /everybody can use it/);
    await spoilt.close();
  }),
);
