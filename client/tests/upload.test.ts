import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";

import type { Page } from "playwright-core";

import { launch } from "./chromium.ts";
import { gate, Site, type Reply } from "./site.ts";

const browser = await launch();
let site: Site;
let tab: Page;

const MIB = 2 ** 20;
const BAR = "<progress data-pb-progress></progress>";
const FILE = `<input type="file" name="photo" id="photo" accept="image/png,image/*,.TXT" data-pb-max="${2 * MIB}" data-pb-file="must be a picture">`;
const form = (inside = FILE + BAR, attributes = "") => `
  <form method="post" enctype="multipart/form-data" action="?_action=send" id="f" ${attributes}>
    <input name="title" id="title">${inside}<button>Send</button>
  </form>`;
/** Files that are read from a disk, as those of people. */
const folder = await mkdtemp(join(tmpdir(), "postback-upload-"));
after(() => rm(folder, { recursive: true }));
const big = join(folder, "big.bin");
await writeFile(big, Buffer.alloc(48 * MIB));
const unknown = join(folder, "a.unknown");
await writeFile(unknown, "something");
const small = { name: "a.png", mimeType: "image/png", buffer: Buffer.from("a picture") };
/** A form whose field takes anything. */
const OPEN = `<input type="file" name="photo" id="photo">${BAR}`;

beforeEach(async () => {
  site = await Site.start();
  site.pages.set("/", () => `<main>${form()}</main>`);
  site.actions.set("send", () => ({}));
});

afterEach(async () => {
  await tab.context().close();
  await site.stop();
  assert.deepEqual(site.complaints, []);
});

/** Not `waitForFunction`, which the page's policy refuses. */
const until = async (condition: string) => {
  for (let wait = 0; !(await tab.evaluate(condition)); wait += 1) {
    assert.ok(wait < 250, condition);
    await tab.waitForTimeout(20);
  }
};
const settled = () => tab.waitForSelector("[aria-busy=true]", { state: "detached" });
const send = async (files?: Parameters<Page["setInputFiles"]>[1]) => {
  if (files) await tab.setInputFiles("#photo", files);
  await tab.click("#f button");
};
const chosen = () => tab.evaluate(() => [...document.querySelector<HTMLInputElement>("#photo")!.files!].map(({ name }) => name));
const value = () => tab.getAttribute("progress", "value").then((text) => (text === null ? null : Number(text)));
/** Where requests come from, and what is announced. */
const listen = () =>
  tab.evaluate(() => {
    Object.assign(globalThis, { heard: [], sent: [] });
    Document.prototype.ariaNotify = (text) => void Reflect.get(globalThis, "heard").push(text);
    const { open } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (...rest: unknown[]) {
      Reflect.get(globalThis, "sent").push("XMLHttpRequest");
      return open.apply(this, rest as never);
    };
    const { fetch } = globalThis;
    globalThis.fetch = (...rest) => {
      Reflect.get(globalThis, "sent").push("fetch");
      return fetch(...rest);
    };
  });
const heard = () => tab.evaluate<string[]>("globalThis.heard");
const sent = () => tab.evaluate<string[]>("globalThis.sent");
const frame = (response: ServerResponse, status: number, head: object, body = "") => {
  const html = body && site.document(body);
  response.writeHead(status, { "Content-Type": "application/vnd.postback; charset=utf-8" });
  response.end(`${JSON.stringify({ v: 1, ok: status === 200, status, outcome: "done", page: html ? "full" : "none", asof: `e1.${++site.clock!}`, ...head })}\n${html}`);
};
/** Reads no further than to a part of the body, until it may. */
const readSlowly = (stops: { at: number; until: Promise<unknown> }[], end: (response: ServerResponse) => void) => {
  site.receive = async (request: IncomingMessage, response: ServerResponse) => {
    const total = Number(request.headers["content-length"]);
    const left = [...stops];
    let count = 0;
    for await (const chunk of request) {
      count += (chunk as Buffer).length;
      while (left[0] && count >= total * left[0].at) await left.shift()!.until;
    }
    end(response);
  };
};

test("a file goes with all that a submit has, and what is not a file as ever", async () => {
  tab = await site.open(browser);
  await listen();
  await tab.fill("#title", "one");
  await send(small);
  await settled();
  await tab.fill("#title", "two");
  await send();
  await settled();
  assert.deepEqual(await sent(), ["XMLHttpRequest", "fetch"]);
  const [file, none] = site.calls;
  assert.match(file!.type, /^multipart\/form-data; boundary=/);
  assert.match(file!.body, /name="photo"; filename="a\.png"\r\nContent-Type: image\/png\r\n\r\na picture\r\n/);
  assert.match(file!.id, /^\d+(-\d+){3}$/);
  assert.equal(file!.etag, "");
  assert.match(none!.body, /name="photo"; filename=""/);
});

test("a file that was taken is taken away from its field", async () => {
  tab = await site.open(browser);
  await send(small);
  await settled();
  assert.deepEqual(await chosen(), []);
});

test("how much is sent is shown and said at each quarter, and a page that comes meanwhile does not change that", async () => {
  site.pages.set("/", () => `<main>${form(OPEN)}</main>`);
  tab = await site.open(browser);
  await listen();
  const halves = [gate<void>(), gate<void>()];
  readSlowly([{ at: 0.05, until: halves[0]!.wait }, { at: 0.6, until: halves[1]!.wait }], (response) => frame(response, 200, {}, `<main>${form(OPEN)}</main>`));
  assert.equal(await value(), null);
  await send(big);
  halves[0]!.open();
  await until("document.querySelector('progress').value > 0.4");
  const shown = await value();
  assert.ok(shown! < 1, `${shown} is sent while the server does not read`);
  // Another page of the same form, and its bar is as it was.
  const other = await tab.evaluate(() => {
    const bar = document.querySelector("progress");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    return new Promise((resolve) => document.addEventListener("pb:commit", () => resolve(bar === document.querySelector("progress")), { once: true }));
  });
  assert.equal(other, true);
  assert.ok((await value())! >= shown!);
  halves[1]!.open();
  await until("document.querySelector('progress').value === 0");
  const told = await heard();
  assert.equal(told.at(-1), "100% sent");
  assert.deepEqual(told, [...new Set(told)], "nothing is said twice");
  assert.deepEqual(told.filter((text) => !/^(25|50|75|100)% sent$/.test(text)), []);
  assert.ok(told.length > 1, told.join());
});

test("a bar that counts otherwise is filled to its own end", async () => {
  site.pages.set("/", () => `<main>${form(`<input type="file" name="photo" id="photo"><progress data-pb-progress max="100" value="0"></progress>`)}</main>`);
  tab = await site.open(browser);
  const held = gate<Reply>();
  site.actions.set("send", () => held.wait);
  await send(small);
  await until("document.querySelector('progress').value === 100");
  held.open({});
  await settled();
  assert.equal(await value(), 0);
});

test("an upload may take longer than an answer, as long as it moves", async () => {
  site.pages.set("/", () => `<main>${form(OPEN, 'data-pb-timeout="1"')}</main>`);
  tab = await site.open(browser);
  const steps = Array.from({ length: 6 }, () => gate<void>());
  readSlowly(steps.map(({ wait }, index) => ({ at: 0.1 + index * 0.15, until: wait })), (response) => frame(response, 200, {}, "<main>All of it</main>"));
  await send(big);
  for (const { open } of steps) {
    // Shorter than the timeout; all together are longer.
    await tab.waitForTimeout(400);
    open();
  }
  await tab.waitForSelector("text=All of it");
});

test("an upload that stands still ends, and so does a wait for the answer", async () => {
  site.pages.set("/", () => `<main>${form(OPEN, 'data-pb-timeout="0.3"')}</main>`);
  tab = await site.open(browser);
  site.receive = (request) => void request.pause();
  await send(big);
  await tab.waitForSelector("text=too long");
  assert.deepEqual(await chosen(), ["big.bin"]);
  site.receive = undefined;
  site.actions.set("send", () => gate<Reply>().wait);
  await send(small);
  await tab.waitForSelector("text=too long");
  assert.deepEqual(await chosen(), ["a.png"]);
  assert.equal(await value(), 0);
});

test("an abort ends the upload, and the server sees that", async () => {
  site.pages.set("/", () => `<main>${form(OPEN)}</main>`);
  tab = await site.open(browser);
  const arrived = gate<IncomingMessage>();
  site.receive = (request) => arrived.open(request.pause());
  await tab.setInputFiles("#photo", big);
  await tab.evaluate(`
    globalThis.stop = new AbortController();
    globalThis.ended = postback.submit(document.querySelector("#f"), { signal: stop.signal });
    0;
  `);
  const request = await arrived.wait;
  const closed = once(request, "error");
  assert.deepEqual(await tab.evaluate("stop.abort(), ended"), { ok: false, status: 0, outcome: "cancelled" });
  request.resume();
  await closed;
  assert.deepEqual(await chosen(), ["big.bin"]);
  assert.equal(await tab.locator(".pb-failure").count(), 0);
  assert.deepEqual(await tab.evaluate("postback.submit(document.querySelector('#f'), { signal: AbortSignal.abort() })"), { ok: false, status: 0, outcome: "cancelled" });
});

test("without a connection the file stays, and is sent again under the same id", async () => {
  tab = await site.open(browser);
  let isDown = true;
  site.actions.set("send", () => ({ dropped: isDown }));
  await send(small);
  await tab.waitForSelector("text=There is no connection");
  assert.deepEqual(await chosen(), ["a.png"]);
  isDown = false;
  await tab.click("text=Try again");
  await tab.waitForSelector(".pb-failure", { state: "detached" });
  await settled();
  assert.equal(new Set(site.calls.map(({ id }) => id)).size, 1);
  assert.match(site.calls.at(-1)!.body, /a picture/);
  assert.deepEqual(await chosen(), []);
});

test("a redirect of a proxy is no answer", async () => {
  tab = await site.open(browser);
  site.receive = (request, response) => void request.resume().on("end", () => response.writeHead(303, { Location: "/" }).end());
  await send(small);
  await tab.waitForSelector("text=could not be read");
  assert.deepEqual(await chosen(), ["a.png"]);
});

for (const status of [413, 422, 429, 500]) {
  test(`${status} leaves the chosen file where it is`, async () => {
    tab = await site.open(browser);
    await tab.evaluate("globalThis.field = document.querySelector('#photo')");
    site.actions.set("send", () => ({
      head: { ok: false, status, outcome: "invalid", say: "Not so" },
      page: status === 500 ? false : `<main><p role="alert">Not so</p>${form(`<div>${FILE.replace("type=", 'aria-invalid="true" aria-describedby="photo-error" type=')}<p class="pb-error" id="photo-error">Not so</p></div>${BAR}`)}</main>`,
    }));
    await send(small);
    await tab.waitForSelector("text=Not so");
    await settled();
    assert.deepEqual(await chosen(), ["a.png"]);
    assert.equal(await tab.evaluate("globalThis.field === document.querySelector('#photo')"), true);
    site.actions.set("send", () => ({}));
    await send();
    await settled();
    assert.match(site.calls.at(-1)!.body, /a picture/);
    assert.deepEqual(await chosen(), []);
  });
}

test("a refusal that comes before all is sent is shown", async () => {
  site.pages.set("/", () => `<main>${form(OPEN)}</main>`);
  tab = await site.open(browser);
  site.receive = (request, response) => {
    response.shouldKeepAlive = false;
    frame(response, 413, { outcome: "invalid", errors: { photo: ["must be at most 2 MiB"] } }, `<main>${form(`${OPEN}<p class="pb-error" id="photo-error">must be at most 2 MiB</p>`)}</main>`);
    // What still comes is read and forgotten, so that the browser gets to the answer.
    request.resume();
  };
  await send(big);
  await tab.waitForSelector("#photo-error");
  assert.deepEqual(await chosen(), ["big.bin"]);
  assert.equal(await tab.locator(".pb-failure").count(), 0);
});

test("a connection that is cut while a file is sent is a failure like any other", async () => {
  site.pages.set("/", () => `<main>${form(OPEN)}</main>`);
  tab = await site.open(browser);
  site.receive = (request) => void request.once("data", () => request.destroy());
  await send(big);
  await tab.waitForSelector(".pb-failure >> text=Try again");
  assert.deepEqual(await chosen(), ["big.bin"]);
  assert.equal(await value(), 0);
});

const wrong = (name: string, mimeType: string, bytes = 9) => ({ name, mimeType, buffer: Buffer.alloc(bytes) });
/** What the browser says of the field. */
const refusal = () => tab.evaluate(() => document.querySelector<HTMLInputElement>("#photo")!.validationMessage);

for (const [name, file] of [
  ["that is too large", wrong("a.png", "image/png", 2 * MIB + 1)],
  ["of another type", wrong("a.pdf", "application/pdf")],
  ["with another ending", wrong("a.txt.pdf", "application/pdf")],
] as const) {
  test(`a file ${name} is not sent, and its field says why`, async () => {
    tab = await site.open(browser);
    await tab.fill("#title", "kept");
    await send(file);
    assert.equal(await refusal(), "must be a picture");
    assert.equal(await tab.evaluate("document.activeElement.id"), "photo");
    assert.equal(await tab.getAttribute("#f", "aria-busy"), null);
    assert.equal(await tab.inputValue("#title"), "kept");
    // The same once more: it is looked at anew.
    await send();
    assert.equal(await refusal(), "must be a picture");
    await send(small);
    await settled();
    assert.equal(site.calls.length, 1);
    assert.equal(await refusal(), "");
  });
}

test("what a form must not hold is gone when it is emptied", async () => {
  site.pages.set("/", () => `<main>${form(`${FILE}<button type="reset">Empty</button>`)}</main>`);
  tab = await site.open(browser);
  await tab.setInputFiles("#photo", wrong("a.pdf", "application/pdf"));
  await tab.click("text=Send");
  assert.equal(await refusal(), "must be a picture");
  await tab.click("text=Empty");
  await tab.click("text=Send");
  await settled();
  assert.equal(site.calls.length, 1);
});

for (const [name, file] of [
  ["of exactly as many bytes", wrong("a.png", "image/png", 2 * MIB)],
  ["of a kind", wrong("a.gif", "image/gif")],
  ["with the ending", wrong("A.Txt", "text/plain")],
  ["whose type the browser does not know", unknown],
] as const) {
  test(`a file ${name} is sent`, async () => {
    tab = await site.open(browser);
    await send(file);
    await settled();
    assert.equal(site.calls.length, 1);
  });
}

test("each of several files is looked at, and any goes where the field does not say which", async () => {
  site.pages.set("/", () => `<main>${form(`${FILE.replace(">", " multiple>")}<input type="file" name="other" id="other">`)}</main>`);
  tab = await site.open(browser);
  await tab.setInputFiles("#other", wrong("b.pdf", "application/pdf"));
  await send([small, wrong("b.png", "image/png", 3 * MIB)]);
  assert.equal(await refusal(), "must be a picture");
  await send([small, wrong("c.png", "image/png")]);
  await settled();
  assert.equal(site.calls.length, 1);
});

test("where a form is not to be checked, or a field could not say it, the server does", async () => {
  const file = wrong("a.pdf", "application/pdf");
  let count = 0;
  for (const [inside, attributes] of [
    [FILE, "novalidate"],
    [`${FILE}<button formnovalidate>Draft</button>`, ""],
    [FILE.replace(">", " hidden>"), ""],
  ] as const) {
    site.pages.set("/", () => `<main>${form(inside, attributes)}</main>`);
    if (count) await tab.context().close();
    tab = await site.open(browser);
    await tab.setInputFiles("#photo", file);
    await tab.click("#f button >> nth=0");
    await settled();
    assert.equal(site.calls.length, (count += 1), inside);
  }
});
