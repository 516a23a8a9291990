// Connections that break, with JavaScript: nothing that was typed is lost, and nothing runs twice.

import assert from "node:assert/strict";

import { count, DRAFT, write } from "./drafts.ts";
import { fieldsHold, isFocused, noticeSays, posts, text } from "./expect.ts";
import { brokenNetwork, fastNetwork, Proxy, SlowNetwork } from "./network.ts";
import { signIn, signUp, stranger } from "./people.ts";
import { settled } from "./runtime.ts";
import type { Tab } from "./tab.ts";
import { Walks } from "./walk.ts";

const walks = new Walks();

const box = (tab: Tab) => tab.page.locator(".pb-failure");
const tryAgain = (tab: Tab) => box(tab).getByRole("button", { name: "Try again" });

/** A new problem is filled in, and nothing is sent yet. */
async function draft(tab: Tab, title: string): Promise<Record<string, string>> {
  const values = { ...DRAFT, Title: title };
  await tab.goTo("/problems/new");
  await tab.fill(values);
  return values;
}

/** The form says why, at the place where it is, and everything that was typed is in it. */
async function failed(tab: Tab, why: RegExp, typed: Record<string, string>): Promise<void> {
  assert.equal(await box(tab).count(), 1);
  assert.equal(await box(tab).getAttribute("role"), "alert");
  assert.match(await text(box(tab).locator("p")), why);
  assert.equal(tab.path, "/problems/new");
  await fieldsHold(tab, typed);
  assert.equal(await tab.page.locator("[aria-busy], [aria-disabled]").count(), 0, "nothing is waited for");
  assert.equal(await text(tab.button("Add problem")), "Add problem");
}

/** The same is sent once more, and the problem is there once. */
async function triedAgain(tab: Tab, title: string): Promise<void> {
  assert.equal(await tab.press(tryAgain(tab)), 200);
  await noticeSays(tab, "Your problem is online.");
  assert.equal(await box(tab).count(), 0);
  assert.equal(new Set(tab.ids.slice(-2)).size, 1, "it has the same id");
  assert.equal(await count(tab, title), 1);
}

/** A walk by way of a proxy that can lose answers. */
const byProxy = (steps: (tab: Tab, proxy: Proxy) => Promise<void>) =>
  Proxy.between(walks.site.url, async (proxy) => steps(await walks.tab(proxy.url), proxy));

walks.walk("a connection that ends before the answer is not noticed, and the problem is written once", () =>
  byProxy(async (tab, proxy) => {
    await signUp(tab);
    await draft(tab, "Sent by a browser that insists");
    proxy.loses = 1;
    assert.equal(await tab.press("Add problem"), 200);
    assert.equal(proxy.lost, 1);
    await noticeSays(tab, "Your problem is online.");
    assert.equal(await count(tab, "Sent by a browser that insists"), 1);
  }),
);

walks.enhanced("what a browser sends again gets the first outcome", () =>
  byProxy(async (tab, proxy) => {
    await signUp(tab);
    await write(tab, { ...DRAFT, Title: "Deleted once" });
    await tab.button("Delete").first().click();
    proxy.loses = 1;
    await tab.press(tab.page.locator("[popover]:popover-open").getByRole("button", { name: "Delete" }));
    assert.equal(proxy.lost, 1);
    assert.equal(tab.status, 200);
    assert.equal(tab.path, "/problems");
    await noticeSays(tab, "\u201cDeleted once\u201d is deleted.");
  }),
);

walks.enhanced("an account whose first answer was lost is there once, and its owner is signed in", () =>
  byProxy(async (tab, proxy) => {
    await tab.goTo("/signup");
    const { name, email, password } = stranger();
    await tab.fill({ Name: name, "E-mail": email, Password: password });
    proxy.loses = 1;
    assert.equal(await tab.press("Create account"), 200);
    assert.equal(proxy.lost, 1);
    assert.equal(tab.path, "/dashboard");
    await tab.page.reload();
    assert.equal(tab.path, "/dashboard");
  }),
);

walks.enhanced("when every answer is lost the form stays, and trying again does not run it again", () =>
  byProxy(async (tab, proxy) => {
    await signUp(tab);
    const typed = await draft(tab, "Every answer was lost");
    proxy.loses = Infinity;
    await tab.press("Add problem");
    assert(proxy.lost >= 1);
    await failed(tab, /^There is no connection\./, typed);
    proxy.loses = 0;
    await triedAgain(tab, "Every answer was lost");
  }),
);

walks.enhanced("without a connection nothing is sent, nothing is lost, and it can be tried again", async (tab) => {
  await signUp(tab);
  const typed = await draft(tab, "Written on a train");
  await tab.page.context().setOffline(true);
  await tab.press("Add problem");
  await failed(tab, /^There is no connection\./, typed);
  await isFocused(tab, tab.button("Add problem"), "the button that was pressed");
  await tab.press(tryAgain(tab));
  await failed(tab, /^There is no connection\./, typed);
  assert.equal(new Set(tab.ids).size, tab.ids.length - 1, "it has the same id");
  // It is sent by itself, once.
  await tab.leave(() => tab.page.context().setOffline(false));
  await noticeSays(tab, "Your problem is online.");
  assert.equal(await box(tab).count(), 0);
  assert.equal(await count(tab, "Written on a train"), 1);
});

for (const [way, send] of [
  ["Add problem", (tab: Tab) => tab.press("Add problem")],
  ["Try again", (tab: Tab) => tab.press(tryAgain(tab))],
] as const) {
  walks.enhanced(`whoever changes the text after a failure sends what they have changed by \u201c${way}\u201d`, async (tab) => {
    await signUp(tab);
    await draft(tab, `Before: ${way}`);
    await tab.page.context().setOffline(true);
    await tab.press("Add problem");
    await tab.fill({ Title: `After: ${way}` });
    // What was changed is not sent by itself.
    await tab.page.context().setOffline(false);
    assert.equal(await send(tab), 200);
    assert.equal(await text(tab.page.getByRole("heading", { level: 1 })), `After: ${way}`);
    assert.equal(await count(tab, `Before: ${way}`), 0);
    assert.equal(await count(tab, `After: ${way}`), 1);
  });
}

walks.enhanced("a page that a proxy answers with is not taken for ours", async (tab) => {
  await signUp(tab);
  for (const [status, html] of [
    [502, "<!doctype html><title>Bad gateway</title><h1>502</h1><script>alert(1)</script>"],
    [200, "<!doctype html><title>Welcome to our hotel</title><h1>Please accept the terms</h1>"],
  ] as const) {
    const title = `In spite of a ${status}`;
    const typed = await draft(tab, title);
    const network = await SlowNetwork.before(tab);
    await tab.button("Add problem").click();
    const answer = await network.answer();
    await tab.leave(() => answer.become(status, html));
    await failed(tab, /^The answer could not be read\./, typed);
    await fastNetwork(tab);
    await triedAgain(tab, title);
  }
});

walks.enhanced("an answer that takes too long is not waited for, and does no harm when it comes", async (tab) => {
  await signUp(tab);
  const typed = await draft(tab, "Slower than patience");
  await tab.button("Add problem").evaluate((button: HTMLButtonElement) =>
    button.form!.setAttribute("data-pb-timeout", "1"),
  );
  const network = await SlowNetwork.before(tab);
  await tab.press("Add problem");
  await failed(tab, /took too long/, typed);
  const late = await network.answer();
  await late.arrive().catch(() => {});
  await failed(tab, /took too long/, typed);
  await fastNetwork(tab);
  await triedAgain(tab, "Slower than patience");
});

walks.enhanced("whoever has signed out in another tab keeps what they typed, and is shown the way in", async (tab) => {
  const person = await signUp(tab);
  const typed = await draft(tab, "Typed while signed out");
  const other = await tab.another();
  await other.goTo("/");
  await other.goTo("/dashboard");
  await other.press("Sign out");

  await tab.press("Add problem");
  assert.equal(tab.loads, 2, "nothing is loaded");
  assert.equal(tab.path, "/problems/new");
  await fieldsHold(tab, typed);
  const link = box(tab).getByRole("link", { name: "Sign in" });
  assert.match((await link.getAttribute("href")) ?? "", /\/login\?next=%2Fproblems%2Fnew/);
  assert.equal(await link.getAttribute("target"), "_blank", "it opens beside what was typed");
  assert.match(await text(box(tab)), /What you entered is still here\. Sign in Try again$/);

  // Once they are in again, in the other tab, the form is sent as it is.
  await signIn(other, person);
  assert.equal(await tab.press(tryAgain(tab)), 200);
  await noticeSays(tab, "Your problem is online.");
});

walks.enhanced("three ticks that are shown are all stored, although a link is followed before they are sent", async (tab) => {
  await signUp(tab);
  await tab.goTo("/problems");
  const rows = tab.page.locator("li[id^=problem-]");
  // They share a lane, so that two of them wait.
  await rows.evaluateAll((all) => all.forEach((row) => row.querySelector("form")!.setAttribute("data-pb-lane", "ticks")));
  const ids = await rows.evaluateAll((all) => all.slice(0, 3).map(({ id }) => id));
  await tab.page.route(/[?&]_action=/, async (route) => {
    // The first one takes until the page is gone.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue().catch(() => {});
  }, { times: 1 });
  for (const id of ids) await tab.page.locator(`#${id} .tick`).click();
  for (const id of ids) assert.equal(await tab.page.locator(`#${id} .tick`).getAttribute("aria-pressed"), "true");
  await tab.page.getByRole("banner").getByRole("link", { name: "Dashboard" }).click();
  await tab.page.waitForURL(/dashboard/);
  // What is sent as the page goes may arrive after the next page was asked for.
  for (const id of ids.slice(1)) {
    const pressed = tab.page.locator(`#${id} .tick[aria-pressed=true]`);
    do await tab.goTo("/problems");
    while (!(await pressed.count()));
  }
});

walks.enhanced("a question that was answered with yes shows what went wrong", async (tab) => {
  await signUp(tab);
  const path = await write(tab, { ...DRAFT, Title: "Hard to get rid of" });
  await brokenNetwork(tab);
  await tab.button("Delete").first().click();
  await tab.press(tab.page.locator("[popover]:popover-open").getByRole("button", { name: "Delete" }));
  assert.equal(tab.path, path);
  assert(await tryAgain(tab).isVisible());
  await fastNetwork(tab);
  await tab.press(tryAgain(tab));
  assert.equal(tab.path, "/problems");
  await noticeSays(tab, "\u201cHard to get rid of\u201d is deleted.");
});

walks.enhanced("an action that fails on the server leaves the form as it is", async (tab) => {
  await signUp(tab);
  await tab.goTo("/settings");
  await tab.fill({ Name: "Not saved" });
  await tab.page.route(/[?&]_action=/, (route) =>
    route.fulfill({
      status: 500,
      contentType: "application/vnd.postback; charset=utf-8",
      body: '{"v":1,"ok":false,"status":500,"outcome":"failed","page":"none","build":"x","say":"That went wrong","digest":"abcdefgh"}\n',
    }),
  );
  await tab.press("Save profile");
  await settled(tab);
  assert.match(await text(box(tab)), /^That went wrong \(code abcdefgh\)/);
  await fieldsHold(tab, { Name: "Not saved" });
  await fastNetwork(tab);
  const before = posts(tab);
  assert.equal(await tab.press("Save profile"), 200);
  assert.equal(posts(tab) - before, 1);
  assert.equal(await box(tab).count(), 0);
});
