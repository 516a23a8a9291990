// A form that was open while the site was deployed.

import assert from "node:assert/strict";

import { fieldsHold, noticeSays, problemIs } from "./expect.ts";
import { look } from "./look.ts";
import { DEMO, signUp } from "./people.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const DRAFT = {
  Title: "Typed before the deploy",
  Topic: "Networking",
  Level: "Easy",
  Question: "Is all of this still here\nafter the restart?",
  "What a good answer holds": "Every <word> of it.",
};

walks.walk("after a restart an open form works as if nothing had happened", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "Grace Hopper" });
  await walks.site.restart();
  assert.equal(await tab.press("Save profile"), 200);
  await fieldsHold(tab, { Name: "Grace Hopper" });
});

walks.walk("after a restart a form that counts once asks to be sent once more", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill(DRAFT);
  await walks.site.restart();
  // Nobody knows any more whether it was sent before.
  assert.equal(await tab.press("Add problem"), 409);
  await problemIs(tab, /check whether it was done/);
  await fieldsHold(tab, DRAFT);
  assert.equal(await tab.press("Add problem"), 200);
  await noticeSays(tab, "Your problem is online.");
});

walks.walk("after a restart with other keys nothing typed is lost", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill(DRAFT);
  await walks.site.restart({ withOtherKeys: true });
  assert.equal(await tab.press("Add problem"), 409);
  assert.equal(tab.path.split("?")[0], "/problems/new");
  await problemIs(tab, /./);
  await fieldsHold(tab, DRAFT);
  await look(tab, "new-problem-after-a-deploy");

  assert.equal(await tab.press("Add problem"), 200);
  await noticeSays(tab, "Your problem is online.");
});

walks.walk("after a restart with other keys a guest signs in with one more click", async (tab) => {
  await tab.goTo("/login");
  const password = "never to be sent back";
  await tab.fill({ "E-mail": DEMO.email, Password: password });
  await walks.site.restart({ withOtherKeys: true });
  assert.equal(await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" })), 409);
  await problemIs(tab, /./);
  await fieldsHold(tab, { "E-mail": DEMO.email, Password: "" });
  assert(!(await tab.source()).includes(password), "the password is not sent back, not even then");
  await look(tab, "login-after-a-deploy");

  await tab.fill({ Password: DEMO.password });
  assert.equal(await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" })), 200);
  assert.equal(tab.path, "/dashboard");
});

walks.walk("after a restart with other keys the values go into the form they came from", async (tab) => {
  const { email } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "Not saved yet" });
  await walks.site.restart({ withOtherKeys: true });
  assert.equal(await tab.press("Save profile"), 409);
  await fieldsHold(tab, { Name: "Not saved yet", "E-mail": email, "Current password": "" });
  await look(tab, "settings-after-a-deploy");
  assert.equal(await tab.press("Save profile"), 200);
});

walks.enhanced("after a deploy an open page goes on as it is, and the next one is loaded with what belongs to it", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  await tab.fill(DRAFT);
  assert.equal(await tab.press("Add problem"), 200);
  const edit = `${tab.path}/edit`;
  await tab.goTo(edit);
  await tab.fill({ Title: "Typed before the next deploy" });
  const { loads } = tab;
  await walks.site.restart({ withOtherBuild: true });
  assert.equal(await tab.press("Save"), 200);
  assert.notEqual(tab.path, edit);
  await noticeSays(tab, "Saved.");
  assert.equal(tab.loads, loads, "what the answer has brought is shown");
  await tab.travel(-1);
  assert.equal(tab.path, edit);
  assert.equal(tab.loads, loads + 1);
});
