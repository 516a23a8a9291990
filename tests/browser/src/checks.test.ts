// The checks themselves: that scripts are really off, and that a page with faults does not pass.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { launch } from "./chromium.ts";
import { look } from "./look.ts";
import { Tab } from "./tab.ts";

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

test("scripts are off, and a page with faults does not pass", { timeout: 120_000 }, async () => {
  let body = "";
  const server = createServer((request, response) => {
    if (request.url !== "/") response.statusCode = 404;
    response.setHeader("content-type", "text/html");
    response.end(page(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launch();
  try {
    const visit = async () => {
      const tab = await Tab.open(browser, origin, "off");
      await tab.goTo("/");
      return tab;
    };

    body = "<p id=p>off</p><script>document.getElementById('p').textContent = 'on';</script>";
    const tab = await visit();
    assert.equal(await tab.page.locator("#p").innerText(), "off");
    await tab.close();

    body = "<p>Nothing to complain about.</p>";
    const fine = await visit();
    await look(fine, "checks");
    await fine.close();

    for (const [name, [fault, complaint]] of Object.entries(FAULTS)) {
      body = fault;
      const tab = await visit();
      await assert.rejects(look(tab, "checks"), (error: Error) => complaint.test(error.message), name);
      await tab.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
});
