// Writing, changing and deleting problems.

import assert from "node:assert/strict";

import { count, DRAFT, write } from "./drafts.ts";
import {
  browserRefuses,
  fieldIsFine,
  fieldSays,
  fieldsHold,
  isFocused,
  noticeSays,
  nothingIsSaid,
  posts,
  text,
} from "./expect.ts";
import { look } from "./look.ts";
import { DEMO, signIn, signUp } from "./people.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

walks.walk("a problem with faults comes back as it was typed", async (tab) => {
  await signUp(tab);
  await tab.goTo("/dashboard");
  await tab.follow("Problems");
  await tab.follow("Write a problem");
  await look(tab, "new-problem");
  await browserRefuses(tab, "Add problem", "Title");

  const draft = {
    Title: "Hm?",
    Topic: "Databases",
    Level: "Medium",
    Question: "Short.",
    "What a good answer holds": "Two\nlines & an <angle>.",
  };
  await tab.fill(draft);
  assert.equal(await tab.pressUnchecked("Add problem"), 422);
  assert.equal(tab.path.split("?")[0], "/problems/new");
  await fieldSays(tab, "Title", /at least 4/);
  await fieldSays(tab, "Question", /at least 10/);
  await fieldIsFine(tab, "Topic");
  await fieldIsFine(tab, "What a good answer holds");
  await fieldsHold(tab, draft);
  await isFocused(tab, tab.field("Title"), "the first faulty field");
  await look(tab, "new-problem-with-errors");

  await tab.fill({ Title: "Good enough now" });
  assert.equal(await tab.pressUnchecked("Add problem"), 422);
  await fieldIsFine(tab, "Title");
  await isFocused(tab, tab.field("Question"), "the first faulty field");
  await fieldsHold(tab, { ...draft, Title: "Good enough now" });

  await tab.fill({ Question: "Now it is long enough." });
  assert.equal(await tab.press("Add problem"), 200);
  await noticeSays(tab, "Your problem is online.");
});

walks.walk("a topic that does not exist is refused on its field", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill(DRAFT);
  await tab.field("Topic").evaluate((select: HTMLSelectElement) => {
    const option = select.selectedOptions[0];
    if (option) option.value = "astrology";
  });
  assert.equal(await tab.press("Add problem"), 422);
  await fieldSays(tab, "Topic", /./);
  await fieldsHold(tab, { Title: DRAFT.Title, Question: DRAFT.Question });
});

walks.walk("a new problem shows what was written, as text, and says once that it is there", async (tab) => {
  await signUp(tab);
  const path = await write(tab);
  await noticeSays(tab, "Your problem is online.");
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), DRAFT.Title);
  assert.match(await text(tab.page.getByRole("region", { name: "Question" })), /code and <i>tags<\/i>\.$/);
  await look(tab, "own-problem-just-written");

  await tab.page.reload();
  await nothingIsSaid(tab);
  assert.equal(tab.path, path);
  await look(tab, "own-problem");
});

walks.walk("neither reloading nor going back sends a form again", async (tab) => {
  await signUp(tab);
  const title = "Sent exactly once";
  const path = await write(tab, { ...DRAFT, Title: title });
  const sent = posts(tab);
  await tab.page.reload();
  await tab.travel(-1);
  assert.equal(tab.path, "/problems/new");
  await tab.travel(1);
  assert.equal(tab.path, path);
  assert.equal(posts(tab), sent);
  assert.equal(await count(tab, title), 1);
});

walks.walk("two clicks write one problem", async (tab) => {
  await signUp(tab);
  const title = "Clicked twice in a hurry";
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: title });
  assert.equal(await tab.pressTwice(tab.button("Add problem")), 200);
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), title);
  assert.equal(await count(tab, title), 1);
});

walks.walk("the author changes a problem", async (tab) => {
  await signUp(tab);
  const path = await write(tab);
  await tab.follow("Edit");
  assert.equal(tab.path, `${path}/edit`);
  await fieldsHold(tab, DRAFT);
  await look(tab, "edit-problem");

  await tab.fill({ Title: "No", Level: "Easy" });
  assert.equal(await tab.pressUnchecked("Save"), 422);
  await fieldSays(tab, "Title", /at least 4/);
  await fieldsHold(tab, { ...DRAFT, Title: "No", Level: "Easy" });
  await isFocused(tab, tab.field("Title"), "the faulty field");
  await look(tab, "edit-problem-with-errors");

  await tab.fill({ Title: "Changed for the better", "What a good answer holds": "" });
  assert.equal(await tab.press("Save"), 200);
  assert.equal(tab.path, path);
  await noticeSays(tab, "Saved.");
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), "Changed for the better");
  assert.equal(await tab.page.getByText("What a good answer holds").count(), 0);
});

walks.walk("nobody changes the problem of somebody else", async (tab) => {
  const author = await walks.tab();
  await signIn(author, DEMO);
  const path = await write(author, { ...DRAFT, Title: "Mine, all mine" });
  await author.follow("Edit");

  await signUp(tab);
  await tab.goTo(path);
  assert.equal(await tab.page.getByRole("link", { name: "Edit" }).count(), 0);
  assert.equal(await tab.page.getByText("Delete").count(), 0);
  assert.equal(await tab.goTo(`${path}/edit`), 403);
  await look(tab, "not-yours");

  // The form of the author in the hands of another member.
  await author.fill({ Title: "Not mine any more" });
  await author.page.context().clearCookies();
  const cookies = await tab.cookies();
  await author.page.context().addCookies(cookies);
  assert([403, 404].includes(await author.press("Save")), `it is refused, not ${author.status}`);
  await author.close();
  await tab.goTo(path);
  assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), "Mine, all mine");
});

walks.walk("deleting asks first, and a deleted problem is gone", async (tab) => {
  await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Short-lived" });
  await tab.page.reload();
  const question = tab.page.getByText("Delete this problem?");
  assert(!(await question.isVisible()), "the question is hidden");

  const sent = posts(tab);
  await tab.button("Delete").first().click();
  assert(await question.isVisible(), "the question is asked");
  await look(tab, "deleting-asks-first");
  await tab.page.keyboard.press("Escape");
  assert(!(await question.isVisible()), "Escape is a no");
  assert.equal(posts(tab), sent, "nothing is sent");

  await tab.button("Delete").first().click();
  const popover = tab.page.locator("[popover]:popover-open");
  assert.equal(await tab.press(popover.getByRole("button", { name: "Delete" })), 200);
  assert.equal(tab.path, "/problems");
  await noticeSays(tab, "\u201cShort-lived\u201d is deleted.");
  await look(tab, "problems-after-deleting");

  assert.equal(await tab.goTo(path), 404);
  assert.equal(await count(tab, "Short-lived"), 0);
});

walks.walk("a problem that was deleted meanwhile is not found, and nothing breaks", async (tab) => {
  const person = await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Gone meanwhile" });
  await tab.follow("Edit");

  const other = await walks.tab();
  await signIn(other, person);
  await other.goTo(path);
  await other.button("Delete").first().click();
  await other.press(other.page.locator("[popover]:popover-open").getByRole("button", { name: "Delete" }));
  await other.close();

  await tab.fill({ Title: "Too late to change" });
  assert.equal(await tab.press("Save"), 404);
  await look(tab, "saved-too-late");
});

walks.walk("a problem of the editors is solved, and not solved after all", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  await tab.follow(tab.page.getByRole("main").getByRole("listitem").getByRole("link").first());
  const path = tab.path;
  await look(tab, "problem");
  assert.equal(await tab.press("Mark as solved"), 200);
  assert.equal(tab.path, path);
  assert(await tab.page.getByText("\u2713 Solved").isVisible());
  await look(tab, "problem-solved");
  const answer = tab.page.getByText("What a good answer holds");
  await answer.click();
  await look(tab, "problem-with-its-answer");
  assert.equal(await tab.press("Not solved after all"), 200);
  assert.equal(await tab.page.getByText("\u2713 Solved").count(), 0);
});
