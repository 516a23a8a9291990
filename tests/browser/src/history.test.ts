// Addresses, Back and Forward, and how far a page is scrolled, with JavaScript.

import assert from "node:assert/strict";

import { DRAFT, write } from "./drafts.ts";
import { fieldsHold, noticeSays, text } from "./expect.ts";
import { Proxy } from "./network.ts";
import { DEMO, signUp } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks({ keepsPages: true });

const rows = (tab: Tab) => tab.page.locator("li[id^=problem-]");
const heading = (tab: Tab) => text(tab.page.getByRole("heading", { level: 1 }));
const entries = (tab: Tab) => tab.page.evaluate(() => history.length);
const top = (tab: Tab) => tab.page.evaluate(() => Math.round(scrollY));
const scroll = async (tab: Tab, y: number) => {
  await tab.page.evaluate((y) => {
    const ended = new Promise((resolve) => addEventListener("scrollend", resolve, { once: true }));
    scrollTo(0, y);
    return ended;
  }, y);
};

walks.enhanced("a redirect is one more entry of the history, and Back and Forward load nothing", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems/new");
  const before = await entries(tab);
  const loads = tab.loads;
  await tab.fill({ ...DRAFT, Title: "There and back" });
  await tab.press("Add problem");
  const path = tab.path;
  assert.equal(await entries(tab), before + 1);
  await noticeSays(tab, "Your problem is online.");

  await tab.travel(-1);
  assert.equal(tab.path, "/problems/new");
  assert.equal(await heading(tab), "Write a problem");
  await fieldsHold(tab, { Title: "", Question: "" });
  await tab.travel(1);
  assert.equal(tab.path, path);
  assert.equal(await heading(tab), "There and back");
  assert.equal(await tab.page.locator(".pb-notice").count(), 0, "the good news are told once");
  assert.equal(tab.loads, loads);
});

walks.enhanced("an action that stays on its page adds nothing to the history", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  const before = await entries(tab);
  await tab.press("Save profile");
  await tab.fill({ Name: "x" });
  await tab.pressUnchecked("Save profile");
  assert.equal(await entries(tab), before);
  assert.equal(tab.path, "/settings", "and the address is the page's own");
});

walks.enhanced("Back to a list shows what was done meanwhile", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await rows(tab).first().getAttribute("id");
  await tab.follow(rows(tab).first().getByRole("link"));
  await tab.press("Mark as solved");
  await settled(tab);
  await tab.page.evaluate(() => history.back());
  await tab.page.waitForFunction((id) => !!document.querySelector(`#${id} [aria-pressed=true]`), id);
  assert.equal(tab.path, "/problems");
});

walks.enhanced("another page begins at its top, and Back is where it was left", async (tab) => {
  await signUp(tab);
  await tab.page.setViewportSize({ width: 600, height: 300 });
  await tab.goTo("/problems/new");
  await tab.fill({ ...DRAFT, Title: "Far down", Question: `${"A long question. \n\n".repeat(40)}` });
  await scroll(tab, 350);
  await tab.leave(() => tab.button("Add problem").evaluate((button: HTMLButtonElement) => button.click()));
  assert.equal(await top(tab), 0);
  await scroll(tab, 200);
  await tab.travel(-1);
  assert.equal(await top(tab), 350);
  await tab.travel(1);
  assert.equal(await top(tab), 200);
});

walks.enhanced("an answer for the same page does not scroll it", async (tab) => {
  await signUp(tab);
  await tab.page.setViewportSize({ width: 600, height: 300 });
  await tab.goTo("/problems");
  const tick = rows(tab).nth(5).getByRole("button");
  await tick.evaluate((button) => button.scrollIntoView({ block: "center" }));
  const before = await top(tab);
  assert(before > 0);
  await tab.press(tick);
  await settled(tab);
  assert.equal(await top(tab), before);
});

walks.enhanced("the part of an address behind # is no other page", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "Typed before the jump" });
  await tab.page.evaluate(() => (location.hash = "main"));
  assert.equal(tab.path, "/settings#main");
  await fieldsHold(tab, { Name: "Typed before the jump" });
  await tab.press("Save profile");
  await settled(tab);
  assert.equal(tab.path, "/settings#main");
  await tab.page.goBack();
  assert.equal(tab.path, "/settings");
  await fieldsHold(tab, { Name: "Typed before the jump" });
  await tab.page.waitForTimeout(200);
  assert.deepEqual(tab.refreshes, []);
});

walks.enhanced("a page out of the back/forward cache is brought up to date, and what was typed stays", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const id = await rows(tab).first().getAttribute("id");
  await tab.fill({ Title: "half a wor" });
  await tab.page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted }));
  });
  await tab.follow(rows(tab).first().getByRole("link"));
  const other = await tab.another();
  await other.goTo("/problems");
  await other.press(other.page.locator(`#${id}`).getByRole("button"));
  const loads = tab.loads;

  await tab.page.evaluate(() => history.back());
  await tab.page.waitForFunction(() => location.pathname === "/problems");
  assert.equal(await tab.page.evaluate("globalThis.persisted"), true, "it was kept as it was");
  await tab.page.waitForFunction((id) => !!document.querySelector(`#${id} [aria-pressed=true]`), id);
  await fieldsHold(tab, { Title: "half a wor" });
  assert.equal(tab.loads, loads, "it was not loaded");
});

walks.enhanced("a page out of the back/forward cache waits for nothing", () =>
  Proxy.between(walks.site.url, async (proxy) => {
    const tab = await walks.tab(proxy.url);
    await signUp(tab);
    await tab.goTo("/settings");
    await tab.page.evaluate(() => {
      addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted }));
    });
    await tab.fill({ Name: "Saved on the way out" });
    proxy.delayMs = 2_000;
    await tab.button("Save profile").click();
    await tab.page.getByText("Saving\u2026").waitFor();
    await tab.follow("Dashboard");
    await tab.page.evaluate(() => history.back());
    await tab.page.waitForFunction(() => location.pathname === "/settings");
    assert.equal(await tab.page.evaluate("globalThis.persisted"), true, "it was kept as it was");
    await settled(tab);
    assert.equal(await text(tab.button("Save profile")), "Save profile");
    await tab.page.locator(".who", { hasText: "Saved on the way out" }).waitFor();
  }),
);

walks.enhanced("after signing out Back does not show what was there", async (tab) => {
  const { name } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.press("Sign out");
  assert.equal(tab.path, "/");
  await Promise.all([tab.page.waitForURL(/\/login/), tab.page.evaluate(() => history.back())]);
  assert.equal(await tab.page.getByText(name).count(), 0);
});

walks.enhanced("after signing out Back does not show a page that the browser has kept as it was", async (tab) => {
  const { name } = await signUp(tab);
  await tab.goTo("/settings");
  await tab.page.evaluate((name) => {
    addEventListener("pageshow", ({ persisted }) => {
      const isHidden = getComputedStyle(document.documentElement).visibility === "hidden";
      if (persisted) sessionStorage.setItem("seen", `${document.body.innerText.includes(name) && !isHidden}`);
    });
  }, name);
  await tab.follow("Dashboard");
  await tab.press("Sign out");
  await Promise.all([tab.page.waitForURL(/\/login/), tab.page.evaluate(() => history.go(-2))]);
  assert.equal(await tab.page.getByText(name).count(), 0);
  assert.equal(await tab.page.evaluate(() => sessionStorage.getItem("seen")), "false", "it was kept, and not shown");
});

walks.enhanced("where signing in leads is the browser's to load, and Back is the sign-in page", async (tab) => {
  await tab.goTo("/problems?topic=rust");
  const loads = tab.loads;
  await tab.fill({ "E-mail": DEMO.email, Password: DEMO.password });
  await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" }));
  assert.equal(tab.path, "/problems?topic=rust");
  // The address comes from the visitor, so the server does not render it for them.
  assert.equal(tab.loads, loads + 1);
});

walks.enhanced("a deleted problem's page is left for good: Back says that it is gone", async (tab) => {
  await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Gone for good" });
  await tab.button("Delete").first().click();
  await tab.press(tab.page.locator("[popover]:popover-open").getByRole("button", { name: "Delete" }));
  await tab.travel(-1);
  assert.equal(tab.path, path);
  assert.equal(await heading(tab), "This page does not exist");
});
