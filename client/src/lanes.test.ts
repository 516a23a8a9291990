import assert from "node:assert/strict";
import { test } from "node:test";

import { enterLane } from "./lanes.ts";

/** Jobs are texts whose first letter stands for their request. Each runs until it is told to end. */
function road() {
  const sent: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (job: string) => () => {
    sent.push(job);
    return new Promise<void>((resolve) => ends.set(job, resolve));
  };
  // Separate lanes for each test.
  const own = crypto.randomUUID();
  const add = (job: string, attribute?: string, form = "form") => enterLane(attribute, own + form, { request: job[0]!, size: 1, start() {}, run: run(job) });
  const end = async (job: string) => {
    ends.get(job)!();
    await new Promise(setImmediate);
  };
  return { add, sent, end };
}

test("other submits wait their turn, the same one again is a double click", async () => {
  const { add, sent, end } = road();
  assert.equal(add("a1"), undefined);
  assert.equal(add("a2"), "dropped");
  assert.equal(add("b1"), undefined);
  assert.equal(add("b2"), "dropped");
  assert.equal(add("c1"), undefined);
  assert.deepEqual(sent, ["a1"]);
  await end("a1");
  assert.deepEqual(sent, ["a1", "b1"]);
  await end("b1");
  await end("c1");
  assert.deepEqual(sent, ["a1", "b1", "c1"]);
  assert.equal(add("a3"), undefined);
});

test("on, off and on again ends where it was left", async () => {
  const { add, sent, end } = road();
  for (const job of ["a1", "b1", "a2"]) assert.equal(add(job), undefined, job);
  await end("a1");
  await end("b1");
  assert.deepEqual(sent, ["a1", "b1", "a2"]);
});

test("lanes do not wait for each other", () => {
  const { add, sent } = road();
  add("a1", undefined, "one");
  add("a2", undefined, "other");
  assert.deepEqual(sent, ["a1", "a2"]);
});

test("drop ignores whatever comes while it is busy, parallel sends everything", async () => {
  const { add, sent, end } = road();
  assert.equal(add("a1", "drop"), undefined);
  assert.equal(add("b1", "drop"), "dropped");
  assert.equal(add("a2", "parallel"), undefined);
  assert.equal(add("a3", "parallel"), undefined);
  await end("a1");
  assert.equal(add("b2", "drop"), undefined);
  assert.deepEqual(sent, ["a1", "a2", "a3", "b2"]);
});

test("a lane is sixteen deep", () => {
  const { add } = road();
  add("a");
  for (let index = 0; index < 16; index += 1) {
    assert.equal(add(String.fromCharCode(98 + index)), undefined);
  }
  assert.equal(add("z"), "overflow");
});

test("forms share the lane that they name, beside a mode or alone", () => {
  const { add, sent } = road();
  const name = crypto.randomUUID();
  add("a1", name, "one");
  assert.equal(add("b1", name, "other"), undefined);
  assert.equal(add("c1", ` drop  ${name}`, "third"), "dropped");
  assert.equal(add("d1", `parallel ${name}`, "third"), undefined);
  assert.deepEqual(sent, ["a1", "d1"]);
});
