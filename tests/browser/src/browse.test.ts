// Looking around without an account, and that nobody sees what was.

import assert from "node:assert/strict";

import { nothingIsSaid, text } from "./expect.ts";
import { look } from "./look.ts";
import { DEMO, signIn, signUp } from "./people.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const rows = (tab: Tab) => tab.page.getByRole("main").locator("ul.rows").getByRole("listitem");
const heading = (tab: Tab) => text(tab.page.getByRole("heading", { level: 1 }));

/** The title of the first problem in the list that is shown. */
const newest = (tab: Tab) => text(rows(tab).first().getByRole("link"));

/** What a reload shows: the browser asks again, whatever it has kept. */
async function reloaded(tab: Tab): Promise<Tab> {
  await tab.page.reload();
  return tab;
}

walks.walk("a guest looks around, and signs in where something catches the eye", async (tab) => {
  await tab.goTo("/");
  await tab.follow("Look around first");
  assert.equal(tab.path, "/browse");
  assert.equal(await rows(tab).count(), 10);
  await nothingIsSaid(tab);
  await look(tab, "browse");

  await tab.follow("Next");
  await look(tab, "browse-page-2");
  await tab.follow("Operating systems");
  assert.equal(tab.path, "/browse?topic=operating-systems");
  assert.equal(await heading(tab), "Operating systems");
  for (const row of await rows(tab).all()) assert.match(await text(row), /Operating systems/);
  await look(tab, "browse-topic");

  const title = await newest(tab);
  await tab.follow(rows(tab).first().getByRole("link"));
  assert.equal(await heading(tab), title);
  assert.equal(await tab.page.locator("details").count(), 0, "the answer is for members");
  await look(tab, "browse-problem");

  await tab.follow("Solve this problem");
  assert.match(tab.path, /^\/login\?next=/);
  await tab.fill({ "E-mail": DEMO.email, Password: DEMO.password });
  await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" }));
  assert.equal(await heading(tab), title);
});

walks.walk("the pages for everybody are not for one: a member gets the guest's", async (tab) => {
  await tab.goTo("/browse");
  const source = await tab.source();
  const member = await walks.tab();
  await signIn(member);
  await member.goTo("/browse");
  assert.equal(await member.source(), source);
  await member.follow("Start practising");
  assert.equal(member.path, "/problems");
  await member.close();
});

walks.walk("what one does, everybody sees at once", async (author) => {
  const [reader, guest] = [await walks.tab(), await walks.tab()];
  await signIn(author);
  await signUp(reader);
  // Everybody has all of it on the screen, so it is kept wherever it can be kept.
  for (const tab of [author, reader]) await tab.goTo("/problems");
  await guest.goTo("/browse");
  const before = await newest(guest);
  assert.equal(await newest(reader), before);

  await author.goTo("/problems/new");
  await author.fill({
    Title: "Seen by all at once",
    Topic: "Databases",
    Level: "Easy",
    Question: "Who sees this, and when?",
  });
  assert.equal(await author.press("Add problem"), 200);
  const id = author.path.split("/").at(-1);
  for (const tab of [reader, guest]) assert.equal(await newest(await reloaded(tab)), "Seen by all at once");
  await author.goTo("/problems");
  assert.equal(await newest(author), "Seen by all at once");

  for (const [tab, path] of [[reader, `/problems/${id}`], [guest, `/browse/${id}`]] as const) await tab.goTo(path);
  await author.goTo(`/problems/${id}/edit`);
  await author.fill({ Title: "Seen, and changed", Question: "Who sees that it has changed?" });
  assert.equal(await author.press("Save"), 200);
  assert.equal(await heading(author), "Seen, and changed");
  for (const tab of [reader, guest]) {
    assert.equal(await heading(await reloaded(tab)), "Seen, and changed");
    assert.match(await text(tab.page.getByRole("region", { name: "Question" })), /has changed\?$/);
  }
  await look(guest, "browse-problem-without-an-answer");

  const solved = (tab: Tab) => tab.page.getByText("\u2713 Solved").count();
  await author.press("Mark as solved");
  assert.deepEqual([await solved(author), await solved(await reloaded(reader))], [1, 0]);
  await reader.press("Mark as solved");
  await author.press("Not solved after all");
  assert.deepEqual([await solved(author), await solved(await reloaded(reader))], [0, 1]);

  await author.button("Delete").first().click();
  const popover = author.page.locator("[popover]:popover-open");
  await author.press(popover.getByRole("button", { name: "Delete" }));
  assert.equal(await newest(author), before);
  for (const tab of [reader, guest]) assert.equal((await reloaded(tab)).status, 404);
  await look(guest, "browse-not-found");
  await guest.goTo("/browse");
  await reader.goTo("/problems");
  assert.deepEqual([await newest(guest), await newest(reader)], [before, before]);
  await Promise.all([reader.close(), guest.close()]);
});
