// Nanomorph's own suite, as npm has it, against our morph. Where we differ on purpose stands below, with
// the reason; a difference that is gone has to go there as well.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { build, type Plugin } from "esbuild";

import { script } from "./chromium.ts";
import { show, tab } from "./shown.ts";

const DIFFERENT: [name: RegExp, reason: string][] = [
  [/should copy on\w+ events|indeterminate/, "a page of the server is HTML: what only a property of its node says is not in it"],
  [/should not copy on\w+ events/, "what a script listens to is the script's, whatever the server sends"],
  [/(values|checked): if new tree has .* set value from new tree/, "what stands in a field that somebody has changed is theirs; and what only a property says is not in HTML"],
  [/isSameNode: should return a|swap proxy elements/, "the server has no nodes of ours to name: `data-pb-keep` leaves an element alone"],
  [/should replace a component/, "what keeps two elements apart is `data-key` or `id`, not an attribute of theirs"],
];

/** What their suite requires of others is ours. */
const ours: Plugin = {
  name: "ours",
  setup({ onResolve, onLoad }) {
    const from: Record<string, string> = { tape: "peer.tape", nanohtml: "peer.html", "../": "peer.morph", "math-random-seed": "() => { let seed = 1; return () => (seed = (seed * 48271) % 2147483647) / 2147483647; }" };
    onResolve({ filter: /^(tape|nanohtml|math-random-seed|\.\.\/)$/ }, ({ path }) => ({ path, namespace: "ours" }));
    onLoad({ filter: /.*/, namespace: "ours" }, ({ path }) => ({ contents: `module.exports = ${from[path]}` }));
  },
};

test("nanomorph's suite passes, but for what is different on purpose", async () => {
  const { outputFiles } = await build({
    entryPoints: [createRequire(import.meta.url).resolve("nanomorph/test/index.js")],
    bundle: true,
    write: false,
    plugins: [ours],
  });
  await show("");
  await tab.addScriptTag({ content: await script("tests/peer.ts", "peer") });
  await tab.addScriptTag({ content: outputFiles[0]!.text });
  const cases = new Map((await tab.evaluate("[...peer.cases]")) as [string, string[]][]);
  assert.ok(cases.size >= 140, `${cases.size} cases`);
  const wrong = [...cases].filter(([, messages]) => messages.length > 0);
  const unexplained = wrong.filter(([name]) => !DIFFERENT.some(([pattern]) => pattern.test(name)));
  assert.deepEqual(unexplained, []);
  for (const [pattern, reason] of DIFFERENT) {
    const named = [...cases].filter(([name]) => pattern.test(name));
    assert.ok(named.length > 0 && named.every(([, messages]) => messages.length > 0), `no longer different: ${reason} (${pattern})`);
  }
});
