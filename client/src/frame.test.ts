import assert from "node:assert/strict";
import { test } from "node:test";

import { parseFrame } from "./frame.ts";
import { random } from "../tests/random.ts";

const TYPE = "application/vnd.postback; charset=utf-8";
const HEAD = { v: 1, ok: true, status: 200, outcome: "done", page: "full" };

const parse = (head: object, html = "<p>", status = 200) => parseFrame(TYPE, status, `${JSON.stringify(head)}\n${html}`, null);

test("a frame is a line of JSON followed by the page", () => {
  assert.deepEqual(parse(HEAD, "<!doctype html>\n<p>two lines"), {
    head: HEAD,
    html: "<!doctype html>\n<p>two lines",
    policy: null,
  });
  const refused = { ...HEAD, ok: false, status: 422, outcome: "invalid", errors: { title: ["is required"] }, say: "x" };
  assert.deepEqual(parse(refused, "<p>", 422)?.head, refused);
});

test("a page that is shorter than its head says is not a frame", () => {
  const html = "<p>caf\u00e9 \u{1f600}</p>";
  const bytes = Buffer.byteLength(html);
  assert.ok(parse({ ...HEAD, bytes }, html));
  for (let end = 1; end < html.length; end += 1) assert.equal(parse({ ...HEAD, bytes }, html.slice(0, end)), undefined, html.slice(0, end));
  // A character that is cut in half is decoded as another one.
  for (let end = 1; end < bytes; end += 1) assert.equal(parse({ ...HEAD, bytes }, Buffer.from(html).subarray(0, end).toString()), undefined, `${end} bytes`);
  assert.ok(parse({ ...HEAD, page: "none" }, ""));
});

test("fields of later versions are ignored", () => {
  assert.ok(parse({ ...HEAD, build: "7", events: [] }));
});

test("a frame for an unchanged page contains no page", () => {
  assert.ok(parse({ ...HEAD, page: "same", etag: "x" }, ""));
  assert.equal(parse({ ...HEAD, page: "same", etag: "x" }), undefined);
});

test("an answer of another media type is not a frame, whatever it contains", () => {
  const body = `${JSON.stringify(HEAD)}\n<p>`;
  for (const type of [null, "", "text/html", "application/vnd.postback2", "text/plain; application/vnd.postback"]) {
    assert.equal(parseFrame(type, 200, body, null), undefined);
  }
  assert.ok(parseFrame("Application/VND.Postback", 200, body, null));
});

test("a head with another version or status, or one that contradicts the page, is not a frame", () => {
  for (const head of [{ ...HEAD, v: 2 }, { ...HEAD, status: 201 }, { ...HEAD, status: "200" }, { ...HEAD, page: "none" }, [], null]) {
    assert.equal(parse(head as object), undefined, JSON.stringify(head));
  }
  assert.equal(parse(HEAD, ""), undefined, "a full page is not empty");
});

test("a body without a line break after its head is not a frame", () => {
  for (const body of [JSON.stringify({ ...HEAD, page: "none" }), "null\n", "\n", ""]) {
    assert.equal(parseFrame(TYPE, 200, body, null), undefined);
  }
});

test("no damaged frame throws, and each one that is accepted is whole", () => {
  const next = random(20261122);
  const whole = [...`${JSON.stringify({ ...HEAD, say: "S\u00e4ved", errors: { a: ["b"] } })}\n<p>x</p>`];
  for (let round = 0; round < 20_000; round += 1) {
    const damaged = [...whole];
    const other = () => String.fromCharCode(next(256));
    for (let blow = 0; blow <= next(3); blow += 1) {
      const at = next(damaged.length);
      const kind = next(3);
      if (kind === 0) damaged[at] = other();
      else if (kind === 1) damaged.splice(at, 1 + next(8));
      else damaged.splice(at, 0, ...Array.from({ length: 1 + next(4) }, other));
    }
    const frame = parseFrame(TYPE, 200, damaged.join(""), null);
    if (!frame) continue;
    assert.equal(frame.head.status, 200);
    assert.equal(frame.head.page === "full", frame.html.length > 0);
  }
});
