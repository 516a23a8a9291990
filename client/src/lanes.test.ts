import assert from "node:assert/strict";
import { test } from "node:test";

import { Lanes, parseLane } from "./lanes.ts";

/** Jobs are texts; each runs until it is told to end. */
function road() {
  const sent: string[] = [];
  const ends = new Map<string, () => void>();
  const lanes = new Lanes<string>(
    (job) => {
      sent.push(job);
      return new Promise((resolve) => ends.set(job, resolve));
    },
    (one, other) => one[0] === other[0],
  );
  const end = async (job: string) => {
    ends.get(job)!();
    await new Promise(setImmediate);
  };
  return { lanes, sent, end };
}

test("other submits wait their turn, the same one again is a double click", async () => {
  const { lanes, sent, end } = road();
  assert.equal(lanes.add("form", "auto", "a1"), "sent");
  assert.equal(lanes.add("form", "auto", "a2"), "dropped");
  assert.equal(lanes.add("form", "auto", "b1"), "queued");
  assert.equal(lanes.add("form", "auto", "b2"), "dropped");
  assert.equal(lanes.add("form", "auto", "c1"), "queued");
  assert.deepEqual(sent, ["a1"]);
  await end("a1");
  assert.deepEqual(sent, ["a1", "b1"]);
  await end("b1");
  await end("c1");
  assert.deepEqual(sent, ["a1", "b1", "c1"]);
  assert.equal(lanes.add("form", "auto", "a3"), "sent");
});

test("lanes do not wait for each other", () => {
  const { lanes, sent } = road();
  lanes.add("one", "auto", "a1");
  lanes.add("other", "auto", "a2");
  assert.deepEqual(sent, ["a1", "a2"]);
});

test("drop ignores whatever comes while it is busy, parallel sends everything", async () => {
  const { lanes, sent, end } = road();
  lanes.add("form", "drop", "a1");
  assert.equal(lanes.add("form", "drop", "b1"), "dropped");
  assert.equal(lanes.add("form", "parallel", "a2"), "sent");
  assert.equal(lanes.add("form", "parallel", "a3"), "sent");
  await end("a1");
  assert.equal(lanes.add("form", "drop", "b2"), "sent");
  assert.deepEqual(sent, ["a1", "a2", "a3", "b2"]);
});

test("a lane is sixteen deep", () => {
  const { lanes } = road();
  lanes.add("form", "auto", "a");
  for (let index = 0; index < 16; index += 1) {
    assert.equal(lanes.add("form", "auto", String.fromCharCode(98 + index)), "queued");
  }
  assert.equal(lanes.add("form", "auto", "z"), "overflow");
});

test("what waits can be withdrawn, what was sent cannot", async () => {
  const { lanes, sent, end } = road();
  lanes.add("form", "auto", "a1");
  lanes.add("form", "auto", "b1");
  assert.equal(lanes.withdraw("b1"), true);
  assert.equal(lanes.withdraw("a1"), false);
  await end("a1");
  assert.deepEqual(sent, ["a1"]);
});

test("the attribute names a mode, a lane that forms share, or both", () => {
  assert.deepEqual(parseLane(null, "own"), { name: "own", mode: "auto" });
  assert.deepEqual(parseLane("drop", "own"), { name: "own", mode: "drop" });
  assert.deepEqual(parseLane("checkout", "own"), { name: "checkout", mode: "auto" });
  assert.deepEqual(parseLane(" parallel  checkout", "own"), { name: "checkout", mode: "parallel" });
});
