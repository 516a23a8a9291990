// The settings.

import assert from "node:assert/strict";

import { browserRefuses, fieldIsFine, fieldSays, fieldsHold, isFocused, noticeSays, nothingIsSaid, text } from "./expect.ts";
import { look } from "./look.ts";
import { DEMO, signIn, signUp } from "./people.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

walks.walk("the profile is filled in, changed, and said to be saved once", async (tab) => {
  const { name, email } = await signUp(tab);
  await tab.follow(new RegExp(`Settings of ${name}`));
  await fieldsHold(tab, { Name: name, "E-mail": email });
  await look(tab, "settings");

  await tab.fill({ Name: "Grace <Hopper>" });
  assert.equal(await tab.press("Save profile"), 200);
  assert.equal(tab.path, "/settings");
  assert.equal(await text(tab.page.getByRole("status").filter({ hasText: "Saved" })), "Saved, Grace <Hopper>.");
  await fieldsHold(tab, { Name: "Grace <Hopper>", "E-mail": email });
  await look(tab, "settings-saved");

  await tab.page.reload();
  assert.equal(await tab.page.getByText("Saved,").count(), 0);
  await fieldsHold(tab, { Name: "Grace <Hopper>" });
});

walks.walk("a faulty profile comes back as typed, and the other form has no part in it", async (tab) => {
  const { name } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "" });
  await browserRefuses(tab, "Save profile", "Name");
  await tab.fill({ Name: "x", "E-mail": "no address" });
  assert.equal(await tab.pressUnchecked("Save profile"), 422);
  await fieldSays(tab, "Name", /at least 2/);
  await fieldSays(tab, "E-mail", /e-mail/i);
  await fieldIsFine(tab, "Current password");
  await fieldIsFine(tab, "New password");
  await fieldsHold(tab, { Name: "x", "E-mail": "no address" });
  await isFocused(tab, tab.field("Name"), "the first faulty field");
  await look(tab, "settings-with-errors");

  await tab.goTo("/settings");
  await fieldsHold(tab, { Name: name });
});

walks.walk("an address of somebody else is refused on its field, and nothing is saved", async (tab) => {
  const { name, email } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "Half saved?", "E-mail": DEMO.email });
  assert.equal(await tab.press("Save profile"), 422);
  await fieldSays(tab, "E-mail", /already/);
  await fieldIsFine(tab, "Name");
  await fieldsHold(tab, { Name: "Half saved?", "E-mail": DEMO.email });
  await isFocused(tab, tab.field("E-mail"), "the faulty field");
  await look(tab, "settings-with-a-taken-address");

  await tab.goTo("/settings");
  await fieldsHold(tab, { Name: name, "E-mail": email });
});

walks.walk("a wrong current password is refused on its field", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await browserRefuses(tab, "Change password", "Current password");
  await tab.fill({ "Current password": "not this one", "New password": "quite a new sentence" });
  assert.equal(await tab.press("Change password"), 422);
  await fieldSays(tab, "Current password", /is not your password/i);
  await fieldsHold(tab, { "Current password": "", "New password": "" });
  await isFocused(tab, tab.field("Current password"), "the faulty field");
  await look(tab, "settings-with-a-wrong-password");

  await tab.fill({ "Current password": "not this one", "New password": "short" });
  assert.equal(await tab.pressUnchecked("Change password"), 422);
  await fieldSays(tab, "New password", /at least 10/);
});

walks.walk("a new password holds, and ends all other sessions", async (tab) => {
  const person = await signUp(tab);
  const elsewhere = await walks.tab();
  await signIn(elsewhere, person);

  await tab.goTo("/settings");
  const password = "quite a new sentence";
  await tab.fill({ "Current password": person.password, "New password": password });
  assert.equal(await tab.press("Change password"), 200);
  assert.equal(tab.path, "/settings");
  await noticeSays(tab, "Your password is changed. Every other browser is signed out.");
  await look(tab, "settings-with-a-new-password");
  await tab.page.reload();
  await nothingIsSaid(tab);

  await elsewhere.goTo("/settings");
  assert(elsewhere.path.startsWith("/login"), elsewhere.path);
  await elsewhere.close();

  await tab.press("Sign out");
  await signIn(tab, { ...person, password });
});
