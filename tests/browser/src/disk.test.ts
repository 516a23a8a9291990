// A disk that is full while somebody sends a picture.

import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { fieldsHold, problemIs } from "./expect.ts";
import { signUp } from "./people.ts";
import { largePng } from "./pictures.ts";
import { Walks } from "./walk.ts";

const walks = new Walks({ uploadsKiB: 1024 });

walks.walk("a full disk is our failure, leaves nothing behind, and is forgotten when there is room", async (tab) => {
  const { name } = await signUp(tab);
  const filler = join(walks.site.uploads, "filler");
  await writeFile(filler, Buffer.alloc(900 * 1024));

  await tab.goTo("/settings");
  await tab.fill({ Name: "Half typed" });
  await tab.field("New picture").setInputFiles(largePng(400));
  assert.equal(await tab.press("Save picture"), 500);
  await problemIs(tab, /\b[a-z\d]{8}\b/);
  // The form beside it is not sent; it is the runtime that leaves it as it is.
  await fieldsHold(tab, { Name: tab.hasScripts ? "Half typed" : name });
  const left = await readdir(walks.site.uploads, { recursive: true });
  assert.deepEqual(left.filter((file) => !/^postback-uploads-[^/]*(\/lock)?$/.test(file)), ["filler"]);

  assert.equal(await tab.goTo("/problems"), 200);
  await rm(filler);
  await tab.goTo("/settings");
  await tab.field("New picture").setInputFiles(largePng(400));
  assert.equal(await tab.press("Save picture"), 200);
  assert.equal(await tab.page.getByRole("banner").locator("a img[src^='/avatars/']").count(), 1);
});
