// The example with React: what a person sees, with JavaScript off and on.

import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { noticeSays, text } from "./expect.ts";
import { look, pictures } from "./look.ts";
import { gate, hold, island, notes, settled, shows, signIn } from "./react.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks({ app: "REACT" });

const rows = (tab: Tab): Locator => tab.page.locator(".rows li button");
const solved = (tab: Tab) => text(tab.page.locator("#solved"));

walks.walk("somebody signs in, marks a problem, and signs out", async (tab) => {
  assert.equal(await tab.goTo("/"), 200);
  if (!tab.hasScripts) await look(tab, "react-guest");
  await signIn(tab);
  await noticeSays(tab, "Welcome, Ada.");
  const before = +(await solved(tab));
  await tab.press(rows(tab).nth(1));
  await shows(rows(tab).nth(1), "Done");
  assert.equal(+(await solved(tab)), before + 1);
  await look(tab, "react-problems");
  await tab.press("Sign out");
  assert.equal(tab.path, "/login");
  await look(tab, "react-login");
});

walks.walk("a wrong password is said, and the address stays", async (tab) => {
  await signIn(tab, "wrong");
  assert.equal(tab.path.split("?")[0], "/login");
  const alert = tab.page.locator("[data-pb-island], main").getByText("Wrong e-mail or password.").first();
  await alert.waitFor();
  assert.equal(await tab.page.locator("[name=email]").inputValue(), "demo@example.com");
  // Somebody has looked at it.
  assert.equal(await tab.page.locator("body > [role=alert]").count(), 0);
});

walks.walk("a profile name is there once, and what was typed stays", async (tab) => {
  await signIn(tab);
  await tab.goTo("/settings");
  if (!tab.hasScripts) await look(tab, "react-settings");
  const place = island(tab, "SettingsPage");
  const field = place.locator("[name=name]");
  for (const [name, problem] of [["x", "must have at least 2 characters"], ["GRACE", "is already in use"]] as const) {
    await field.fill(name);
    await field.evaluate((field: HTMLInputElement) => (field.form!.noValidate = true));
    await tab.press(place.locator("button"));
    await shows(place, problem);
    if (tab.hasScripts) await settled(tab);
    assert.equal(await field.inputValue(), name);
  }
  await field.fill("countess");
  await tab.press(place.locator("button"));
  await shows(tab.page.locator("#profile"), "countess");
  if (tab.hasScripts) await tab.page.waitForFunction(() => document.querySelector<HTMLInputElement>("[data-pb-island=SettingsPage] input")!.value === "");
});

walks.enhanced("a form whose result nobody reads says what is wrong, and keeps what was typed", async (tab) => {
  await signIn(tab);
  await tab.goTo("/settings");
  const place = island(tab, "UserName");
  const field = place.getByPlaceholder("Name on IT Lead");
  await field.fill("x");
  await tab.press(place.locator("button"));
  const alert = tab.page.locator("body > [role=alert]");
  await alert.waitFor();
  assert.deepEqual(await alert.allTextContents(), ["name must have at least 2 characters"]);
  assert.equal(await field.inputValue(), "x");
  await field.fill("Lovelace");
  await tab.press(place.locator("button"));
  await shows(tab.page.locator("#name"), "Lovelace");
  assert.equal(await text(tab.page.locator(".who")), "Lovelace");
});

walks.enhanced("a button is pending until the next problem is there", async (tab) => {
  await signIn(tab);
  const button = island(tab, "SolveButton").locator("button");
  const title = await text(tab.page.locator(".next h2"));
  const [answer] = await hold(tab);
  await button.click();
  await shows(button, "Checking...");
  assert(await button.isDisabled());
  await answer!();
  await shows(button, "Solved");
  await tab.page.waitForFunction((title) => document.querySelector(".next h2")!.textContent !== title, title);
});

walks.enhanced("a tick is there at once and does not flicker", async (tab) => {
  await signIn(tab);
  const at = (await rows(tab).allTextContents()).indexOf("Mark solved");
  const count = +(await solved(tab));
  const seen = await notes(tab, rows(tab).nth(at));
  const [answer] = await hold(tab);
  await rows(tab).nth(at).click();
  await shows(rows(tab).nth(at), "Done");
  assert.equal(+(await solved(tab)), count);
  await answer!();
  await shows(tab.page.locator("#solved"), `${count + 1}`);
  await settled(tab);
  assert.deepEqual(await seen(), ["Done"]);
});

walks.enhanced("a tick is taken back when the session is over, with the way to sign in", async (tab) => {
  await signIn(tab);
  const at = (await rows(tab).allTextContents()).indexOf("Mark solved");
  const seen = await notes(tab, rows(tab).nth(at));
  await tab.page.context().clearCookies({ name: "session" });
  await rows(tab).nth(at).click();
  await tab.page.getByRole("alert").waitFor();
  assert.equal(await rows(tab).nth(at).textContent(), "Mark solved");
  assert.deepEqual(await seen(), ["Done", "Mark solved"]);
  await tab.isAskedToSignIn();
});

walks.enhanced("answers come in any order, and each row is what the server has", async (tab) => {
  await signIn(tab);
  await tab.goTo("/");
  const open = (await rows(tab).allTextContents()).map((label, at) => (label === "Mark solved" ? at : -1)).filter((at) => at >= 0);
  assert(open.length >= 2, "two are open");
  const count = +(await solved(tab));
  const [first, second] = await hold(tab, 2);
  await rows(tab).nth(open[0]!).click();
  await rows(tab).nth(open[1]!).click();
  await second!();
  await shows(tab.page.locator("#solved"), `${count + 2}`);
  await first!();
  await settled(tab);
  for (const at of open.slice(0, 2)) assert.equal(await rows(tab).nth(at).textContent(), "Done");
});

for (const withOtherKeys of [false, true]) {
  walks.enhanced(`a page from before a deploy ${withOtherKeys ? "with other keys " : ""}works, and the action runs once`, async (tab) => {
    await signIn(tab);
    await tab.goTo("/board");
    const row = rows(tab).first();
    await row.waitFor();
    const wasDone = await row.getAttribute("aria-pressed");
    const sentBefore = tab.visits.filter((visit) => visit.startsWith("POST ")).length;
    await walks.site.restart({ withOtherKeys });
    const done = tab.page.waitForResponse((response) => /[?&]_action=/.test(response.url()) && response.status() === 200);
    await row.click();
    await done;
    const sent = tab.visits.filter((visit) => visit.startsWith("POST ")).length - sentBefore;
    // The first one was not run, and nobody has to know.
    assert.equal(sent, withOtherKeys ? 2 : 1);
    await tab.goTo("/board");
    await row.waitFor();
    assert.notEqual(await row.getAttribute("aria-pressed"), wasDone);
    assert.equal(await tab.page.locator("[role=alert]").count(), 0);
  });
}

walks.enhanced("TanStack Query takes back what was not done", async (tab) => {
  await signIn(tab);
  await tab.goTo("/board");
  const row = rows(tab).first();
  await row.waitFor();
  await pictures(tab, "react-board");
  const wasDone = await row.getAttribute("aria-pressed");
  await tab.page.route(/[?&]_action=/, (route) => route.abort());
  await row.click();
  await tab.page.getByText("There is no connection.").waitFor();
  assert.equal(await row.getAttribute("aria-pressed"), wasDone);
  await tab.page.unrouteAll();
  tab.complaints.length = 0;
});

walks.enhanced("what is typed before React is there comes along, the caret with it", async (tab) => {
  await signIn(tab);
  const load = gate();
  await tab.page.route(/\/assets\/main-/, async (route) => (await load.opened, route.continue()));
  await tab.page.goto("/settings", { waitUntil: "commit" });
  const field = island(tab, "SettingsPage").locator("[name=name]");
  await field.fill("early");
  await field.press("ArrowLeft");
  load.open();
  await island(tab, "SettingsPage").locator("form:not([id])").waitFor();
  const held = await field.evaluate((field: HTMLInputElement) => [field.value, field.selectionStart, field === document.activeElement]);
  assert.deepEqual(held, ["early", 4, true]);
});

walks.enhanced("only what says so can be called, and not by another site", async (tab) => {
  await signIn(tab);
  const ids = JSON.parse((await tab.page.locator("meta[name=postback-actions]").getAttribute("content"))!) as Record<string, string>;
  assert.deepEqual(Object.keys(ids).sort(), ["auth.login", "problem.solve_problem", "problem.toggle_solved", "profile.update_profile", "user.update_user_name"]);
  const address = `${walks.site.url}/?_action=toggle_solved.${ids["problem.toggle_solved"]}&_args=%22two-sum%22&_call=none`;
  const answer = await fetch(address, { method: "POST", headers: { "Sec-Fetch-Site": "cross-site", "Postback-Request": "1" } });
  assert.equal(answer.status, 403);
});

walks.enhanced("files of a build are kept for good, and come compressed", async (tab) => {
  await tab.goTo("/login");
  const script = await tab.page.locator("script[src^='/assets/main-']").getAttribute("src");
  const answer = await fetch(`${walks.site.url}${script}`, { headers: { "Accept-Encoding": "br" } });
  assert.deepEqual([answer.headers.get("Content-Encoding"), answer.headers.get("Cache-Control")], ["br", "public, max-age=31536000, immutable"]);
});
