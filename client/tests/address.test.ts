// Every door to another place takes an `Address`, which only `address.ts` makes.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

import type { leaveFor, request } from "../src/address.ts";
import type { go, jumpTo } from "../src/navigation.ts";
import type { upload } from "../src/upload.ts";

const SOURCE = new URL("../../src/", import.meta.url);

/** What leads somewhere, or says where something is. */
const DOOR = /\bfetch\(|XMLHttpRequest\(|\.open\(|sendBeacon|EventSource|WebSocket|Worker\(|(?<!typeof )\bimport\(|location\.(assign|replace|href\s*=[^=]|hash\s*=[^=])|location\s*=[^=]|(push|replace)State\(|\bhref[:=]\s|\.href\s*=[^=]|"href",/;

/** The doors that there are, each with what goes through it. */
const DOORS: [file: string, code: string, why: string][] = [
  ["address.ts", "return fetch(address, options);", "an address"],
  ["address.ts", "location.assign(address);", "an address of the web, which the browser opens itself"],
  ["drafts.ts", "await import(import.meta.url.replace(", "beside this file"],
  ["failure.ts", "href: signIn", "an address of the web"],
  ["failure.ts", "href: next", "an address of the web"],
  ["later.ts", "await import(address)", "beside this file"],
  ["navigation.ts", 'history.replaceState({}, "", address);', "an address"],
  ["navigation.ts", 'history.pushState({}, "", address);', "an address"],
  ["navigation.ts", "location.replace(address);", "an address"],
  ["navigation.ts", "location.hash = fragment;", "a fragment of this page"],
  ["scroll.ts", 'history.replaceState({ ...state, pbTop: scrollY }, "");', "nowhere"],
  ["upload.ts", "const request = new XMLHttpRequest();", "nowhere yet"],
  ["upload.ts", 'request.open("POST", address);', "an address"],
];

const isOfRuntime = (file: string): boolean => file.endsWith(".ts") && !/\.test\.|^development/.test(file);

test("the runtime has no doors but those that take an address", async () => {
  const found: string[] = [];
  const made: string[] = [];
  for (const file of (await readdir(SOURCE)).filter(isOfRuntime)) {
    for (const line of (await readFile(new URL(file, SOURCE), "utf8")).split("\n")) {
      const code = line.replace(/^\s*(\/\/|\/?\*).*/, "").trim();
      const known = DOORS.find(([of, part]) => of === file && code.includes(part));
      if (DOOR.test(code) && !known) found.push(`${file}: ${code}`);
      // The page that is shown is one of ours.
      if (/\bas (Web)?Address\b/.test(code.replace("location.href as Address", "")) && file !== "address.ts") made.push(`${file}: ${code}`);
    }
  }
  assert.deepEqual(found, []);
  assert.deepEqual(made, []);
  for (const [file, code] of DOORS) {
    assert.ok((await readFile(new URL(file, SOURCE), "utf8")).includes(code), `${file} has no ${code} any more`);
  }
});

/** Never called: it is no program if a text can go through a door. */
export function doors(call: { request: typeof request; leaveFor: typeof leaveFor; go: typeof go; jumpTo: typeof jumpTo; upload: typeof upload }): void {
  const text = "https://elsewhere.example/";
  // @ts-expect-error
  call.request(text, {});
  // @ts-expect-error
  call.leaveFor(text);
  // @ts-expect-error
  call.go(text, false);
  // @ts-expect-error
  call.jumpTo(text);
  // @ts-expect-error
  void call.upload(text, {} as never, {} as never, () => {}, () => {});
}
