// The picture in the settings.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fieldIsFine, fieldSays, isFocused, noticeSays, problemIs } from "./expect.ts";
import { look } from "./look.ts";
import { signUp } from "./people.ts";
import { largePng, png } from "./pictures.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const FIELD = "New picture";
const MIB = 1024;

function header(tab: Tab) {
  return tab.page.getByRole("banner").getByRole("link", { name: /Settings of/ });
}

/** Where the picture in the header comes from, if one is really there. */
async function shown(tab: Tab): Promise<string | undefined> {
  const picture = header(tab).locator("img");
  if ((await picture.count()) === 0) return undefined;
  await picture.evaluate((image: HTMLImageElement) => image.decode());
  return (await picture.getAttribute("src")) ?? undefined;
}

async function isChosen(tab: Tab): Promise<boolean> {
  return tab.field(FIELD).evaluate((input: HTMLInputElement) => input.files?.length === 1);
}

walks.walk("a picture is chosen, shown on every page, replaced and removed", async (tab) => {
  const { name } = await signUp(tab);
  await tab.follow(new RegExp(`Settings of ${name}`));
  assert.equal(await shown(tab), undefined);
  await look(tab, "settings-without-a-picture");

  await tab.field(FIELD).setInputFiles(png([40, 110, 180]));
  assert.equal(await tab.press("Save picture"), 200);
  assert.equal(tab.path, "/settings");
  await noticeSays(tab, "Your picture is saved.");
  const first = await shown(tab);
  assert(first !== undefined, "the picture is in the header");
  assert(!(await isChosen(tab)), "nothing is chosen any more");
  await look(tab, "settings-with-a-picture");

  await tab.goTo("/problems");
  assert.equal(await shown(tab), first);
  await look(tab, "problems-with-a-picture");

  await tab.goTo("/settings");
  await tab.field(FIELD).setInputFiles(png([200, 120, 30]));
  assert.equal(await tab.press("Save picture"), 200);
  const second = await shown(tab);
  assert(second !== undefined && second !== first, "another picture has another address");

  assert.equal(await tab.press("Remove picture"), 200);
  await noticeSays(tab, "Your picture is removed.");
  assert.equal(await shown(tab), undefined);
});

walks.walk("what is no picture is refused at its field, and scripts keep it chosen", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.field(FIELD).setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("just text\n") });
  assert.equal(await tab.press("Save picture"), 422);
  await fieldSays(tab, FIELD, /^must be a PNG, JPEG or WEBP file/i);
  await fieldIsFine(tab, "Name");
  await isFocused(tab, tab.field(FIELD), "the faulty field");
  assert.equal(await isChosen(tab), tab.hasScripts);
  await look(tab, "settings-with-a-refused-picture");

  await tab.field(FIELD).setInputFiles(png([40, 110, 180]));
  assert.equal(await tab.press("Save picture"), 200);
  assert((await shown(tab)) !== undefined, "the next one is taken");
});

walks.walk("a picture that is a little too large is refused at its field", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.field(FIELD).setInputFiles(largePng(2 * MIB));
  assert.equal(await tab.pressUnchecked("Save picture"), 413);
  await fieldSays(tab, FIELD, /2 MiB/);
  assert.equal(await isChosen(tab), tab.hasScripts);
  await look(tab, "settings-with-a-large-picture");
});

walks.enhanced("a picture that does not fit is not even sent", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.field(FIELD).setInputFiles(largePng(3 * MIB));
  const sent = tab.visits.length;
  await tab.button("Save picture").click();
  const said = await tab.field(FIELD).evaluate((input: HTMLInputElement) => input.validationMessage);
  assert.equal(said, "must be a PNG, JPEG or WEBP file of at most 2 MiB");
  await isFocused(tab, tab.field(FIELD), "the field with the picture");
  assert.equal(tab.visits.length, sent);

  await tab.field(FIELD).setInputFiles(png([40, 110, 180]));
  assert.equal(await tab.press("Save picture"), 200);
  assert((await shown(tab)) !== undefined, "another one is taken");
});

walks.plain("a refusal can be read while the browser still sends", async (tab, note) => {
  await signUp(tab);
  // Handed over as a file, which Playwright does not have to copy into the browser.
  const folder = await mkdtemp(join(tmpdir(), "itlead-pictures-"));
  for (const [mib, rate] of [[3, 0], [30, 0], [6, 2]] as const) {
    const file = join(folder, `${mib}.png`);
    await writeFile(file, largePng(mib * MIB).buffer);
    await tab.goTo("/settings");
    const devtools = await tab.page.context().newCDPSession(tab.page);
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: rate > 0 ? rate * MIB * 1024 : -1,
    });
    await tab.field(FIELD).setInputFiles(file);
    const began = performance.now();
    assert.equal(await tab.press("Save picture"), 413, `${mib} MiB`);
    note(`${mib} MiB at ${rate || "any"} MiB/s: refused after ${Math.round(performance.now() - began)} ms`);
    await problemIs(tab, /more than the 2112 KiB that are allowed/);
    await devtools.detach();
  }
  await rm(folder, { recursive: true });
});

walks.plain("a large form from another site is refused with a page, too", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  const action = await tab.page.locator("form[enctype]").getAttribute("action");
  const page = `<!DOCTYPE html><title>Elsewhere</title><form method="post" enctype="multipart/form-data"
    action="${walks.site.url}/settings${action}"><input type="file" name="picture"><button>Go</button></form>`;
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(page));
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  try {
    await tab.page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    await tab.page.locator("input").setInputFiles(largePng(5 * MIB));
    assert.equal(await tab.press("Go"), 403);
    await tab.page.getByText("This form was sent from another site").waitFor();
  } finally {
    elsewhere.closeAllConnections();
    elsewhere.close();
  }
  await tab.goTo("/settings");
  assert.equal(await shown(tab), undefined);
});
