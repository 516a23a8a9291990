// What was there before the runtime: typed, or done by other scripts.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch, script } from "./chromium.ts";
import { random } from "./random.ts";
import { textOf } from "./text.ts";
import { gate, ready, Site } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

beforeEach(async () => {
  site = await Site.start();
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

const settled = () => tab.waitForSelector("[aria-busy=true]", { state: "detached" });
const started = () => ready(tab);

for (const [where, page] of [
  ["in a form", (value: string) => `<form method="post" action="?_action=save" id="f"><input name="a" id="a" value="${value}"><textarea name="t" id="t">${value}</textarea><input type="checkbox" name="c" id="c"><select name="s" id="s"><option>x<option>y</select><button>Save</button></form>`],
  ["beside a form", (value: string) => `<form method="post" action="?_action=save" id="f"><button>Save</button></form><input form="f" name="a" id="a" value="${value}"><textarea form="f" name="t" id="t">${value}</textarea><input form="f" type="checkbox" name="c" id="c"><select form="f" name="s" id="s"><option>x<option>y</select>`],
  ["outside of any form", (value: string) => `<form method="post" action="?_action=save" id="f"><button>Save</button></form><input name="a" id="a" value="${value}"><textarea name="t" id="t">${value}</textarea><input type="checkbox" name="c" id="c"><select name="s" id="s"><option>x<option>y</select>`],
] as const) {
  test(`what is typed while the script is still loading is the person's, and not the server's: ${where}`, async () => {
    let value = "";
    site.pages.set("/", () => page(value));
    site.actions.set("save", () => ({}));
    const held = gate<void>();
    tab = await (await browser.newContext({ baseURL: site.url })).newPage();
    await tab.route("**/postback.js*", async (route) => {
      await held.wait;
      await route.continue();
    });
    await tab.goto("/", { waitUntil: "commit" });
    await tab.fill("#a", "typed");
    await tab.fill("#t", "typed");
    await tab.check("#c");
    await tab.selectOption("#s", "y");
    held.open();
    await started();
    const state = () => tab.evaluate(() => ["a", "t", "c", "s"].map((id) => (document.getElementById(id) as HTMLInputElement)[id === "c" ? "checked" : "value"]));
    await tab.click("button");
    await settled();
    if (where === "outside of any form") assert.deepEqual(await state(), ["typed", "typed", true, "y"], "it was not sent");
    else {
      assert.deepEqual(await state(), ["", "", false, "x"], "it was sent");
      value = "new";
      await tab.click("button");
      await settled();
      assert.deepEqual(await state(), ["new", "new", false, "x"]);
    }
  });
}

const count = (label: string) => `<p id="count">${label}</p><form method="post" action="?_action=save" id="f"><button>Save</button></form>`;

test("what scripts did before the runtime came is theirs: classes, attributes, nodes, wrappers, and what they took away", async () => {
  let label = "1";
  site.policy = "default-src 'self' 'unsafe-inline'";
  site.pages.set("/", () =>
    site
      .document(
        `<script>document.body.classList.add("js")</script><p id="gone">Consent</p><select id="s" class="wide"><option>x</select><ul><li id="moved">a</li><li>b</li></ul><h2 id="text">server</h2>${count(label)}
        <script>
          document.querySelector("#s").classList.add("select2-hidden-accessible");
          document.querySelector("#s").insertAdjacentHTML("afterend", "<span class=select2><b>x</b></span>");
          document.querySelector("#gone").remove();
          document.querySelector("#text").textContent = "script";
          document.querySelector("#count").title = "script";
          const box = document.createElement("div"), moved = document.querySelector("#moved");
          moved.replaceWith(box);
          box.append(moved);
        </script>`,
        `<script>document.documentElement.classList.add("dark"); document.documentElement.dataset.bsTheme = "dark"</script>`,
      ),
  );
  site.actions.set("save", () => ({}));
  tab = await site.open(browser);
  await tab.evaluate(`document.body.insertAdjacentHTML("beforeend", "<aside id=later><i>after load</i></aside>")`);
  const shown = () => tab.evaluate(`[document.documentElement.className, document.documentElement.dataset.bsTheme, document.body.className, document.querySelector("#s").className,
    document.querySelectorAll(".select2").length, document.querySelector("#gone"), document.querySelector("ul").innerHTML, document.querySelector("#text").textContent, document.querySelector("#count").title, document.querySelectorAll("#later").length]`);
  const before = await shown();
  for (label of ["2", "3"]) {
    await tab.click("button");
    await tab.waitForSelector(`#count:text-is("${label}")`);
    assert.deepEqual(await shown(), before);
  }
  assert.deepEqual(before, ["dark", "dark", "js", "wide select2-hidden-accessible", 1, null, '<div><li id="moved">a</li></div><li>b</li>', "script", "script", 1]);
});

test("what the server changes follows it, also where a script was first", async () => {
  let [theme, text] = ["light", "server"];
  site.policy = "default-src 'self' 'unsafe-inline'";
  site.pages.set("/", () => `<div id="d" class="box ${theme}">${text}</div>${count("1")}<script>document.querySelector("#d").classList.add("mine"); document.querySelector("#d").textContent = "script"</script>`);
  site.actions.set("save", () => ({}));
  tab = await site.open(browser);
  [theme, text] = ["dark", "new"];
  await tab.click("button");
  await settled();
  assert.deepEqual(await tab.evaluate(`[...document.querySelector("#d").classList].sort().join(" ")`), "box dark mine");
  assert.equal(await tab.textContent("#d"), "new");
});

test("random pages and random scripts before the runtime: it knows what the server has sent", async () => {
  const next = random(7);
  const sent = await script("src/sent.ts", "sent");
  const element = (depth: number): string => {
    const kind = next(9);
    if (kind < 2 || depth > 4) return ["text ", "other &amp; ", "<br>", "<!--c-->"][next(4)]!;
    const inside = Array.from({ length: next(4) }, () => element(depth + 1)).join("");
    if (kind === 2) return `<table><tr><td>${inside}</td></tr></table>`;
    if (kind === 8) return `<x-made${next(2) ? ' title="brief"' : ""}>${inside}</x-made>`;
    if (kind === 3) return `<textarea>${next(9)}</textarea><select><option>a<option selected>b</select>`;
    return `<div class="c${next(3)}"${next(2) ? ` id="i${next(1e9)}"` : ""}>${inside}</div>`;
  };
  /** Changes anything there is by then, in all the ways that scripts have. */
  const meddle = (seed: number) => `<script>meddle(${seed})</script>`;
  site.policy = "default-src 'self' 'unsafe-inline'";
  site.files.set("/meddle.js", {
    type: "text/javascript",
    body: `customElements.define("x-made", class extends HTMLElement {
      connectedCallback() {
        if (this.made) return;
        this.made = true;
        const box = document.createElement("i");
        box.append("made");
        this.append(document.createElement("u"), box);
        box.append(document.createElement("u"));
        this.before(document.createElement("u"));
        if (this.title) box.remove();
      }
    });
    function meddle(seed) {
      const pick = (below) => ((seed = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 12345) | 0) >>> 8) % below;
      const made = () => { const made = document.createElement("b"); made.append(document.createElement("i"), "made"); return made; };
      for (let count = 0; count < 6; count += 1) {
        const all = [...document.body.querySelectorAll(":not(script,table,tbody,tr,option,select)")];
        const one = all[pick(all.length)];
        if (!one) return;
        [() => one.classList.add("mine"), () => one.setAttribute("title", "mine"), () => one.removeAttribute("class"), () => one.before(made()), () => one.prepend(made()), () => one.after(made()),
          () => { const box = made(); one.replaceWith(box); box.append(one); }, () => one.contains(document.currentScript) || one.remove(), () => one.contains(document.currentScript) || (one.innerHTML = "<u>mine</u>"),
          () => one.firstChild?.nodeType === 3 && (one.firstChild.data = "mine"), () => one.replaceChildren(...[...one.childNodes].filter((node) => node.contains(document.currentScript))),
          () => { const passing = document.createElement("b"); document.currentScript?.after(passing); passing.remove(); }][pick(12)]();
      }
    }`,
  });
  tab = await site.open(browser);
  for (let round = 0; round < 60; round += 1) {
    const parts = Array.from({ length: 8 }, () => element(0) + (next(3) ? "" : meddle(next(1e9))));
    const html = `<!doctype html><html><head><script src="/watch.js"></script><script src="/meddle.js"></script></head><body>${parts.join("")}${meddle(next(1e9))}</body></html>`;
    site.pages.set("/random", () => html);
    await tab.goto("/random");
    await tab.evaluate(`meddle(${round})`);
    await tab.addScriptTag({ content: sent });
    await tab.addScriptTag({ content: `var modules = { textOf: ${textOf} }` });
    const [known, wanted] = await tab.evaluate(`[sent.copyDocument(), new DOMParser().parseFromString(${JSON.stringify(html)}, "text/html").documentElement].map(modules.textOf)`) as string[];
    const at = [...wanted!].findIndex((letter, index) => letter !== known![index]);
    assert.equal(known, wanted, `round ${round}, from ${wanted!.slice(at - 60, at + 60)}, which is ${known!.slice(at - 60, at + 60)} of ${html}`);
  }
});
