// Calls from a script: in a page with the browser runtime, and in one without.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { gate, launch } from "./chromium.ts";
import { Site } from "./site.ts";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const IDS = { "problem.toggle_solved": "a1", "problem.solve_problem": "a2", "profile.update_profile": "a3", "problem.update_problem": "a4", "auth.login": "a5", "types.echo": "a6" };

for (const hasRuntime of [true, false]) {
  describe(hasRuntime ? "beside the runtime" : "without the runtime", () => {
    let site: Site;
    before(async () => (site = await Site.start({ entry: "calls.ts", hasRuntime })));
    after(() => site.stop());

    async function open(path = "/"): Promise<Page> {
      site.ids = { ...IDS };
      site.actions.clear();
      const tab = await site.open(browser, path);
      await tab.waitForFunction((hasRuntime) => "page" in globalThis && "postback" in globalThis === hasRuntime, hasRuntime);
      return tab;
    }

    const sentences = (tab: Page) => tab.locator(".pb-failure").allTextContents();

    test("arguments and forms arrive, and the page's own query with them", async () => {
      const tab = await open("/list?topic=a%20b&_k=row&_args=1");
      site.actions.set("update_problem", () => ({ result: { id: "$n9007199254740993" } }));
      const id = await tab.evaluate(async () => `${(await page.updateProblem(9007199254740993n, { title: "é", tags: ["a", "b"] })).data?.id}`);
      assert.equal(id, "9007199254740993");
      const [{ args, fields, mode, path, type, id: sent }] = site.calls as [Site["calls"][0]];
      assert.deepEqual([args, [...fields], mode, sent], [[9007199254740992], [["title", "é"], ["tags", "a"], ["tags", "b"]], hasRuntime ? "page" : "none", "a4"]);
      const query = new URLSearchParams(path.split("?")[1]);
      assert.deepEqual([query.get("topic"), query.get("_args"), query.has("_k")], ["a b", "9007199254740993", false]);
      assert.match(type, /^application\/x-www-form-urlencoded/);
    });

    test("a file makes it multipart", async () => {
      const tab = await open();
      site.actions.set("update_profile", () => ({ result: { name: "x" } }));
      await tab.evaluate(() => page.updateProfile({ name: "x", file: new File(["abc"], "a.txt") }));
      assert.match(site.calls[0]!.type, /^multipart\/form-data/);
      assert.match(site.calls[0]!.body, /filename="a\.txt"[^]*abc/);
    });

    test("the fields of useActionState are the form, and what else follows is not", async () => {
      const tab = await open();
      site.actions.set("update_profile", () => ({ result: { name: "x" } }));
      site.actions.set("toggle_solved", () => ({}));
      await tab.evaluate(async () => {
        const form = new FormData();
        form.set("name", "x");
        await page.updateProfile(null, form);
        await page.updateProfile.orThrow({ name: "y" }, ...([{ client: {} }] as unknown as []));
        await page.toggleSolved.bind(null, "7")(new Event("click"));
        await page.toggleSolved.bind(null, "8").orThrow();
      });
      assert.deepEqual(site.calls.map(({ args, body }) => [args, body]), [[[], "name=x"], [[], "name=y"], [["7"], ""], [["8"], ""]]);
    });

    test("a refusal is a value, and is said once if nobody looks at it", async () => {
      const tab = await open();
      site.actions.set("update_profile", () => ({ status: 422, outcome: "invalid", errors: { name: ["is too short", "is odd"], "": ["no"] } }));
      const result = await tab.evaluate(async () => {
        const { error, outcome, success } = await page.updateProfile({ name: "x" });
        return { error, outcome, success };
      });
      assert.deepEqual(result, { error: { name: ["is too short", "is odd"], _form: ["no"] }, outcome: "invalid", success: undefined });
      await tab.evaluate(() => void page.updateProfile({ name: "x" }));
      await tab.waitForFunction(() => page.unseen.length > 0);
      assert.deepEqual(await tab.evaluate(() => page.unseen), [["name is too short no", undefined]]);
      assert.deepEqual(await sentences(tab), []);
    });

    test("what nobody expected has a code, and orThrow throws it", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => ({ status: 500, outcome: "failed", say: "Something went wrong.", digest: "abcdefgh" }));
      const thrown = await tab.evaluate(async () => {
        const error = await page.toggleSolved.orThrow("1").catch((error: unknown) => error);
        if (!(error instanceof page.ActionError)) throw new Error("it does not throw");
        return [error.message, error.name, error.outcome, error.digest, error.error];
      });
      assert.deepEqual(thrown, ["Something went wrong. (code abcdefgh)", "ActionError", "failed", "abcdefgh", { _form: ["Something went wrong."] }]);
      assert.deepEqual(await sentences(tab), []);
    });

    test("who has to sign in is told where", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => ({ status: 401, outcome: "denied", say: "Please sign in.", url: "/login?next=%2F" }));
      const [outcome, signIn] = await tab.evaluate(async () => {
        const result = await page.toggleSolved("1");
        return [result.outcome, result.signIn];
      });
      assert.deepEqual([outcome, signIn], ["denied", `${site.url}/login?next=%2F`]);
      assert.deepEqual(await sentences(tab), []);
      await tab.waitForFunction(() => page.unseen.length > 0);
      assert.deepEqual(await tab.evaluate(() => page.unseen), [["Please sign in.", `${site.url}/login?next=%2F`]]);
    });

    test("no connection and an answer of somebody else are values", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => ({ isDropped: true }));
      const outcome = () => tab.evaluate(() => page.toggleSolved("1").then(({ outcome, error }) => [outcome, error?._form]));
      assert.deepEqual(await outcome(), ["offline", ["There is no connection."]]);
      site.actions.set("toggle_solved", () => ({ other: "<p>Sign in to the hotel's network</p>" }));
      assert.deepEqual(await outcome(), ["bad_reply", ["The answer could not be read."]]);
      assert.deepEqual(await sentences(tab), []);
    });

    test("what had no answer is not sent again when there is a connection", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", ({ args }) => ({ isDropped: args[0] === "lost" }));
      await tab.evaluate(() => page.toggleSolved("lost").then((result) => result.error));
      await tab.evaluate(async () => {
        dispatchEvent(new Event("online"));
        await page.toggleSolved("after");
      });
      assert.equal(site.calls.map(({ args }) => args[0]).filter((id) => id === "after").length, 1);
      // A browser may send again what has lost its connection, by itself and at once, but never later.
      assert.equal(site.calls.at(-1)!.args[0], "after");
    });

    test("a signal ends the waiting", async () => {
      const tab = await open();
      const { open: answer, opened } = gate();
      site.actions.set("toggle_solved", async () => (await opened, {}));
      const outcome = await tab.evaluate(async () => {
        const stop = new AbortController();
        const called = page.call(page.toggleSolved, ["1"], { signal: stop.signal });
        setTimeout(() => stop.abort());
        const result = await called;
        return result.outcome;
      });
      assert.equal(outcome, "cancelled");
      answer();
      assert.deepEqual(await tab.evaluate(() => page.unseen), []);
    });

    test("others hear of a call, and can stop it", async () => {
      const tab = await open();
      site.actions.set("update_profile", () => ({ result: { name: "x" } }));
      const heard = await tab.evaluate(async () => {
        const heard: unknown[] = [];
        document.addEventListener("pb:submit", (event) => heard.push([...(event as CustomEvent<{ data: FormData }>).detail.data]));
        document.addEventListener("pb:result", (event) => heard.push((event as CustomEvent<{ outcome: string }>).detail.outcome));
        await page.updateProfile({ name: "x" });
        document.addEventListener("pb:submit", (event) => event.preventDefault());
        const result = await page.updateProfile({ name: "y" });
        return [...heard.slice(0, 2), result.outcome];
      });
      assert.deepEqual(heard, [[["name", "x"]], "done", "cancelled"]);
      assert.equal(site.calls.length, 1);
    });

    test("a page that is older than the server gets the new ids, and the call is sent once more", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => ({}));
      site.ids["problem.toggle_solved"] = "b1";
      const results = await tab.evaluate(async () => [(await page.toggleSolved("1")).success, (await page.toggleSolved("2")).success]);
      assert.deepEqual(results, [true, true]);
      assert.deepEqual(site.calls.map(({ id, args }) => [id, ...args]), [["a1", "1"], ["b1", "1"], ["b1", "2"]]);
    });

    test("where the ids stay the same, nothing is sent twice", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => ({ status: 409, outcome: "stale", say: "The server cannot tell.", actions: site.ids }));
      assert.equal(await tab.evaluate(async () => (await page.toggleSolved("1")).outcome), "stale");
      assert.equal(site.calls.length, 1);
    });

    test("without new ids nothing is sent twice: the first may have run", async () => {
      const tab = await open();
      site.actions.set("toggle_solved", () => {
        // Whatever the page that comes along has.
        site.ids["problem.toggle_solved"] = "b1";
        return { status: 409, outcome: "stale", say: "The server cannot tell." };
      });
      assert.equal(await tab.evaluate(async () => (await page.toggleSolved("1")).outcome), "stale");
      assert.equal(site.calls.length, 1);
    });

    test("an action that the page does not have is a mistake of who calls it", async () => {
      const tab = await open();
      await assert.rejects(tab.evaluate(() => page.deleteSecret("x" as never)), /This page knows no action types\.delete_secret/);
    });

    test("it goes where the action leads, and nowhere else", async () => {
      const tab = await open();
      site.body = (path) => `<h1>${path}</h1>`;
      site.actions.set("login", () => ({ outcome: "redirect", url: "/dashboard", page: "/dashboard" }));
      const called = tab.evaluate(async () => (await page.login({ email: "a", password: "b" })).success).catch(() => "the document has been left");
      await tab.waitForURL("**/dashboard");
      await called;
      assert.equal(await tab.locator("h1").textContent(), "/dashboard");
      site.actions.set("toggle_solved", () => ({ outcome: "redirect", url: "javascript:document.title='bad'" }));
      await tab.waitForFunction(() => "page" in globalThis);
      await tab.evaluate(() => page.toggleSolved("1"));
      assert.equal(await tab.title(), "Test");
    });

    test("a page is read anew by the runtime alone", async () => {
      const tab = await open();
      site.body = () => "<p>changed meanwhile</p>";
      assert.equal(await tab.evaluate(() => page.refresh()), hasRuntime);
      assert.equal(await tab.locator("p").count(), +hasRuntime);
      site.body = () => "";
    });

    test("nothing is refused by the policy of the page", () => assert.deepEqual(site.complaints, []));
  });
}

test("an app with a router of its own goes there itself", async () => {
  const site = await Site.start({ entry: "calls.ts", hasRuntime: false });
  try {
    site.ids = IDS;
    site.actions.set("login", () => ({ outcome: "redirect", url: "/dashboard" }));
    const tab = await site.open(browser);
    const gone = await tab.evaluate(async () => {
      const gone: string[] = [];
      page.hooks.navigate = (url) => gone.push(url);
      const { redirect } = (await page.login({ email: "a", password: "b" })) as { redirect: string };
      return [gone, redirect, await page.refresh()];
    });
    assert.deepEqual(gone, [[`${site.url}/dashboard`], `${site.url}/dashboard`, false]);
  } finally {
    await site.stop();
  }
});
