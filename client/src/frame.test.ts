import assert from "node:assert/strict";
import { test } from "node:test";

import { parseFrame } from "./frame.ts";
import { random } from "../tests/random.ts";

const TYPE = "application/vnd.postback; charset=utf-8";
const HEAD = { v: 1, ok: true, status: 200, outcome: "done", page: "full" };

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const parse = (head: object, html = "<p>", status = 200) =>
  parseFrame(TYPE, status, bytes(`${JSON.stringify(head)}\n${html}`));

test("a frame is a line of JSON and the page", () => {
  assert.deepEqual(parse(HEAD, "<!doctype html>\n<p>two lines"), {
    head: { ...HEAD, errors: {} },
    html: "<!doctype html>\n<p>two lines",
  });
  const refused = { ...HEAD, ok: false, status: 422, outcome: "invalid", errors: { title: ["is required"] }, say: "x" };
  assert.deepEqual(parse(refused, "<p>", 422)?.head, refused);
});

test("fields of later versions are ignored", () => {
  assert.ok(parse({ ...HEAD, build: "7", events: [] }));
});

test("another media type is no frame, whatever is in it", () => {
  const body = bytes(`${JSON.stringify(HEAD)}\n<p>`);
  for (const type of [null, "", "text/html", "application/vnd.postback2", "text/plain; application/vnd.postback"]) {
    assert.equal(parseFrame(type, 200, body), undefined);
  }
  assert.ok(parseFrame("Application/VND.Postback", 200, body));
});

test("a head that does not say exactly what it has to is no frame", () => {
  const wrong: object[] = [
    { ...HEAD, v: 2 },
    { ...HEAD, ok: "true" },
    { ...HEAD, status: 201 },
    { ...HEAD, status: "200" },
    { ...HEAD, outcome: undefined },
    { ...HEAD, page: "fragment" },
    { ...HEAD, page: "none" },
    { ...HEAD, errors: [] },
    { ...HEAD, errors: { title: "is required" } },
    { ...HEAD, errors: { title: [1] } },
    { ...HEAD, url: 7 },
    { ...HEAD, say: null },
    { ...HEAD, reload: "yes" },
    [],
  ];
  for (const head of wrong) assert.equal(parse(head), undefined, JSON.stringify(head));
  assert.equal(parse(HEAD, ""), undefined, "a full page is not empty");
});

test("a body without its end of line, or not in UTF-8, is no frame", () => {
  assert.equal(parseFrame(TYPE, 200, bytes(JSON.stringify({ ...HEAD, page: "none" }))), undefined);
  assert.equal(parseFrame(TYPE, 200, bytes("null\n")), undefined);
  assert.equal(parseFrame(TYPE, 200, bytes("\n")), undefined);
  const broken = new Uint8Array(bytes(`${JSON.stringify(HEAD)}\n<p>`));
  broken[broken.length - 1] = 0xff;
  assert.equal(parseFrame(TYPE, 200, broken.buffer), undefined);
});

test("no damage to a frame throws, and what is still taken is still whole", () => {
  const next = random(20261122);
  const whole = new Uint8Array(bytes(`${JSON.stringify({ ...HEAD, say: "S\u00e4ved", errors: { a: ["b"] } })}\n<p>x</p>`));
  for (let round = 0; round < 20_000; round += 1) {
    const damaged = [...whole];
    for (let blow = 0; blow <= next(3); blow += 1) {
      const at = next(damaged.length);
      const kind = next(3);
      if (kind === 0) damaged[at] = next(256);
      else if (kind === 1) damaged.splice(at, 1 + next(8));
      else damaged.splice(at, 0, ...Array.from({ length: 1 + next(4) }, () => next(256)));
    }
    const frame = parseFrame(TYPE, 200, new Uint8Array(damaged).buffer);
    if (!frame) continue;
    assert.equal(frame.head.status, 200);
    assert.equal(typeof frame.head.ok, "boolean");
    assert.equal(frame.head.page === "full", frame.html.length > 0);
    assert.ok(Object.values(frame.head.errors).every((texts) => texts.every((text) => typeof text === "string")));
  }
});
