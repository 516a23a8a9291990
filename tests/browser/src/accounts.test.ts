// Signing up, in and out.

import assert from "node:assert/strict";

import {
  browserRefuses,
  fieldIsFine,
  fieldSays,
  fieldsHold,
  isFocused,
  noticeSays,
  nothingIsSaid,
  posts,
  problemIs,
  text,
} from "./expect.ts";
import { look } from "./look.ts";
import { DEMO, signIn, signUp, stranger } from "./people.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

/** The header has a link of the same name. */
const signInButton = (tab: Tab) => tab.page.getByRole("main").getByRole("button", { name: "Sign in" });

walks.walk("a guest sees the start page", async (tab) => {
  assert.equal(await tab.goTo("/"), 200);
  await look(tab, "home");
  await tab.follow("Start practising");
  assert.equal(tab.path, "/signup");
  await nothingIsSaid(tab);
  await look(tab, "signup");
});

walks.walk("an empty sign-up does not leave the browser", async (tab) => {
  await tab.goTo("/signup");
  await browserRefuses(tab, "Create account", "Name");
  await tab.fill({ Name: "A" });
  await browserRefuses(tab, "Create account", "Name");
  await tab.fill({ Name: "Ada", "E-mail": "nobody" });
  await browserRefuses(tab, "Create account", "E-mail");
});

walks.walk("a sign-up with faults tells all of them at once and keeps what was typed", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "A", "E-mail": "not an address", Password: "short" });
  assert.equal(await tab.pressUnchecked("Create account"), 422);
  await fieldSays(tab, "Name", /at least 2/);
  await fieldSays(tab, "E-mail", /e-mail/i);
  await fieldSays(tab, "Password", /at least 10/);
  await fieldsHold(tab, { Name: "A", "E-mail": "not an address", Password: "" });
  await isFocused(tab, tab.field("Name"), "the first faulty field");
  await look(tab, "signup-with-errors");

  await tab.fill({ Name: "Ada Lovelace", Password: "long enough by far" });
  assert.equal(await tab.pressUnchecked("Create account"), 422);
  await fieldIsFine(tab, "Name");
  await fieldSays(tab, "E-mail", /e-mail/i);
  await fieldsHold(tab, { Name: "Ada Lovelace" });
  await isFocused(tab, tab.field("E-mail"), "the first faulty field");
});

walks.walk("a password is never sent back", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "A", "E-mail": "ada@example.org", Password: "a very secret sentence" });
  assert.equal(await tab.pressUnchecked("Create account"), 422);
  await fieldsHold(tab, { Password: "" });
  assert(!(await tab.source()).includes("a very secret sentence"));
});

walks.walk("what the browser cannot know, the server says: blanks are no name", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "   A   ", "E-mail": "ada@example.org", Password: "long enough by far" });
  assert.equal(await tab.press("Create account"), 422);
  await fieldSays(tab, "Name", /at least 2/);
});

walks.walk("an address that has an account already is said so on its field", async (tab) => {
  await tab.goTo("/signup");
  await tab.fill({ Name: "Robin Again", "E-mail": DEMO.email, Password: "long enough by far" });
  assert.equal(await tab.press("Create account"), 422);
  await fieldSays(tab, "E-mail", /already/);
  await fieldsHold(tab, { Name: "Robin Again", "E-mail": DEMO.email });
  await isFocused(tab, tab.field("E-mail"), "the faulty field");
  await look(tab, "signup-with-a-taken-address");
});

walks.walk("a new member is welcomed once, signs out, and signs in again", async (tab) => {
  const person = stranger();
  await signUp(tab, person);
  await noticeSays(tab, `Welcome, ${person.name}.`);
  await look(tab, "dashboard-of-a-new-member");
  await tab.page.reload();
  await nothingIsSaid(tab);

  assert.equal(await tab.press("Sign out"), 200);
  assert.equal(tab.path, "/");
  await noticeSays(tab, "You are signed out.");
  await look(tab, "home-after-signing-out");

  await signIn(tab, person);
  await nothingIsSaid(tab);
});

walks.walk("a wrong password is told without telling who has an account", async (tab) => {
  await tab.goTo("/login");
  await look(tab, "login");
  await browserRefuses(tab, "Sign in", "E-mail");

  const answers: string[] = [];
  for (const email of [DEMO.email, "nobody@example.org"]) {
    await tab.fill({ "E-mail": email, Password: "wrong" });
    assert.equal(await tab.press(signInButton(tab)), 422);
    await problemIs(tab, /^Wrong e-mail or password\.$/);
    await fieldsHold(tab, { "E-mail": email, Password: "" });
    answers.push(await text(tab.page.getByRole("alert")));
  }
  assert.equal(answers[0], answers[1]);
  await look(tab, "login-with-a-wrong-password");
});

walks.walk("the session is for the server's eyes and this site's requests only", async (tab) => {
  await signIn(tab);
  const session = (await tab.cookies()).find(({ name }) => name === "session");
  assert(session, "there is a session cookie");
  assert.equal(session.httpOnly, true);
  assert.equal(session.sameSite, "Lax");
});

walks.walk("who has to sign in first gets where they wanted to be", async (tab) => {
  assert.equal(await tab.goTo("/problems?topic=rust"), 200);
  assert(tab.path.startsWith("/login?next="), tab.path);
  await tab.fill({ "E-mail": DEMO.email, Password: "wrong" });
  assert.equal(await tab.press(signInButton(tab)), 422);
  await tab.fill({ Password: DEMO.password });
  assert.equal(await tab.press(signInButton(tab)), 200);
  assert.equal(tab.path, "/problems?topic=rust");
});

walks.walk("signing in never leads to another site", async (tab) => {
  for (const next of ["https://example.org/", "//example.org/", "/\\example.org/"]) {
    await tab.goTo(`/login?next=${encodeURIComponent(next)}`);
    await tab.fill({ "E-mail": DEMO.email, Password: DEMO.password });
    assert.equal(await tab.press(signInButton(tab)), 200);
    assert.equal(tab.path, "/dashboard", next);
    await tab.press("Sign out");
  }
});

walks.walk("signing in and going back does not sign in a second time", async (tab) => {
  await signIn(tab);
  assert.equal(posts(tab), 1);
  await tab.travel(-1);
  assert.equal(tab.path, "/login");
  await tab.travel(1);
  assert.equal(tab.path, "/dashboard");
  await tab.page.reload();
  assert.equal(posts(tab), 1);
});

walks.walk("a form of a member whose session is over asks to sign in", async (tab) => {
  await signIn(tab);
  await tab.goTo("/problems/new");
  await tab.fill({
    Title: "Lost and found",
    Topic: "Rust",
    Level: "Easy",
    Question: "What happens to what I typed?",
  });
  await tab.page.context().clearCookies();
  await tab.press("Add problem");
  if (!tab.hasScripts) await look(tab, "signed-out-with-a-draft");
  await tab.isAskedToSignIn();
  await look(tab, "login-after-the-session-is-over");
});

walks.walk("a page that does not exist says so", async (tab) => {
  assert.equal(await tab.goTo("/nothing-here"), 404);
  await look(tab, "not-found");
  await tab.follow("To the start page");
  assert.equal(tab.path, "/");
});
