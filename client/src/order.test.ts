import assert from "node:assert/strict";
import { test } from "node:test";

import * as order from "./order.ts";
import { isNotOlder } from "./order.ts";
import { random } from "../tests/random.ts";

test("the server's clock decides, then the order of requests", () => {
  assert.ok(isNotOlder({ asof: "e1.12", n: 1 }, { asof: "e1.9", n: 5 }));
  assert.ok(!isNotOlder({ asof: "e1.9", n: 5 }, { asof: "e1.12", n: 1 }));
  assert.ok(!isNotOlder({ asof: "12", n: 1 }, { asof: "12", n: 2 }));
  assert.ok(isNotOlder({ asof: "12", n: 2 }, { asof: "12", n: 2 }));
});

test("another epoch is newer, because its positions say nothing about ours", () => {
  assert.ok(isNotOlder({ asof: "e2.1", n: 1 }, { asof: "e1.900", n: 2 }));
});

test("without a clock the order of requests is all there is", () => {
  assert.ok(isNotOlder({ n: 2 }, { n: 1 }));
  assert.ok(!isNotOlder({ n: 1 }, { n: 2 }));
  assert.ok(!isNotOlder({ n: 1 }, { asof: "e1.5", n: 2 }));
  assert.ok(!isNotOlder({ asof: "e1.x", n: 1 }, { asof: "e1.5", n: 2 }));
});

test("a page that was not shown is requested once, when nothing is under way", () => {
  let refreshes = 0;
  order.resetVersion();
  order.whenPageUnshown(() => (refreshes += 1));
  const first = order.beginAction();
  const second = order.beginAction();
  order.noteUnshownPage();
  order.noteUnshownPage();
  first();
  assert.equal(refreshes, 0);
  second();
  assert.equal(refreshes, 1);
  order.beginAction()();
  assert.equal(refreshes, 1);
});

test("answers in any order: the page never goes back, and ends at the newest after one refresh at most", () => {
  const next = random(7);
  for (const hasClock of [true, false]) {
    for (let round = 0; round < 3_000; round += 1) {
      // The server runs submissions in its own order, and its answers arrive in yet another one.
      let clock = 0;
      let shown = 0;
      let refreshes = 0;
      order.resetVersion();
      order.whenPageUnshown(() => {
        refreshes += 1;
        const page = { asof: hasClock ? `e1.${clock}` : undefined, n: order.nextNumber() };
        assert.ok(order.accept(page), "nothing is newer than what is requested last");
        shown = clock;
      });
      const sent = Array.from({ length: 1 + next(6) }, () => ({ n: order.nextNumber(), ended: order.beginAction(), at: 0 }));
      for (const action of shuffled(sent, next)) {
        clock += 1;
        action.at = clock;
      }
      for (const action of shuffled(sent, next)) {
        const isLost = next(5) === 0;
        const page = { asof: hasClock ? `e1.${action.at}` : undefined, n: action.n };
        if (isLost) order.noteUnshownPage();
        else if (order.accept(page)) {
          if (hasClock) assert.ok(action.at >= shown, "the page went back");
          shown = action.at;
        } else order.noteUnshownPage();
        action.ended();
      }
      assert.ok(refreshes <= 1);
      if (hasClock) assert.equal(shown, clock);
    }
  }
});

function shuffled<T>(items: readonly T[], next: (below: number) => number): T[] {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = next(index + 1);
    [copy[index], copy[other]] = [copy[other]!, copy[index]!];
  }
  return copy;
}
