// What Back finds of a form that was refused: what was typed, kept by the browser itself. What it has not
// kept it would have to send again, and shows an error instead.

import assert from "node:assert/strict";

import { DRAFT } from "./drafts.ts";
import { fieldsHold, fieldSays } from "./expect.ts";
import { signUp } from "./people.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

walks.plain("a refused form is still there after a link that was followed by mistake", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "x" });
  assert.equal(await tab.pressUnchecked("Add problem"), 422);
  await tab.goTo("/problems");
  await tab.travel(-1);
  await fieldsHold(tab, { Title: "x", Question: DRAFT.Question });
  await fieldSays(tab, "Title", /at least/);
});
