// The app with a field of every kind, and whoever enters something into it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text } from "./expect.ts";
import { png } from "./pictures.ts";
import type { Site } from "./site.ts";
import type { Tab } from "./tab.ts";

/** By the names of the fields; the name of a file for what is chosen. */
export type Entered = Record<string, string>;

/** Something else than what is there before, in every field. */
export const TRIP: Entered = {
  name: "Over <the> Alps & \"back\"",
  plan: "First day: up.\n\nSecond day: down, if there is <b>no</b> snow.",
  way: "night-train",
  insured: "true",
  class: "second",
  day: "2027-02-28",
  code: "open sesame",
  ticket: "ticket.png",
  "travellers[0].name": "Ada L\u00f8velace",
  "travellers[0].age": "36",
  "travellers[1].name": "Grace",
  "travellers[1].age": "",
  "travellers[2].name": "",
  "travellers[2].age": "",
};

/** A form in which nobody has entered anything. */
export const NOTHING: Entered = Object.fromEntries(Object.keys(TRIP).map((name) => [name, name === "insured" ? "false" : ""]));

/** What a page never shows again: it is entered anew. */
export const SECRET = ["code"];
/** What a browser forgets besides when a form comes back as a new document. */
export const FORGOTTEN = ["code", "ticket"];

/** What the server has of it. */
const TOLD = {
  Name: TRIP["name"],
  Plan: TRIP["plan"],
  Way: "NightTrain",
  Insured: true,
  Class: "Second",
  Day: TRIP["day"],
  Code: TRIP["code"],
  Ticket: TRIP["ticket"],
  Travellers: ["Ada L\u00f8velace Some(36)", "Grace None"],
};

const PICTURE = png([20, 90, 40]).buffer;
const FILES: Record<string, Buffer> = {
  "ticket.png": PICTURE,
  // A browser goes by its name.
  "text.png": Buffer.from("This is no picture."),
  "large.png": Buffer.concat([PICTURE, Buffer.alloc(100 * 1024)]),
};

/** Real files: a browser that sends a form once more reads them once more. */
const folder = mkdtempSync(join(tmpdir(), "files-"));
for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes);
process.once("exit", () => rmSync(folder, { recursive: true }));

export async function signInAs(tab: Tab, person: string, at = "/sign-in"): Promise<void> {
  await tab.goTo(at);
  await tab.fill({ Person: person });
  assert.equal(await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" })), 200);
}

/** Enters these, as a person does. */
export async function enter(tab: Tab, values: Entered): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = tab.page.locator(`[name="${name}"]:not([type=hidden])`);
    const kind = await field.first().evaluate((element) => (element as HTMLInputElement).type);
    if (kind === "radio") await tab.page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === "checkbox") await field.setChecked(value === "true");
    else if (kind === "select-one") await field.selectOption(value);
    else if (kind === "file") await field.setInputFiles(value === "" ? [] : join(folder, value));
    else await field.fill(value);
  }
}

/** What stands in the fields of the trip's form. */
export function held(tab: Tab): Promise<Entered> {
  return tab.page.evaluate(() => {
    const held: Entered = {};
    type Entered = Record<string, string>;
    const form = [...document.querySelectorAll("form")].find((form) => form.querySelector("[name=plan]"));
    for (const control of form?.querySelectorAll<HTMLInputElement>("input, select, textarea") ?? []) {
      const { name, type, value, checked, files } = control;
      if (type === "hidden") continue;
      if (type === "radio") held[name] = checked ? value : (held[name] ?? "");
      else held[name] = type === "checkbox" ? `${checked}` : type === "file" ? [...files!].map((file) => file.name).join() : value;
    }
    return held;
  });
}

/** All of it is there, but what is named. */
export async function holds(tab: Tab, entered: Entered, without: string[] = []): Promise<void> {
  const empty = without.map((name) => [name, NOTHING[name]!]);
  assert.deepEqual(await held(tab), { ...entered, ...Object.fromEntries(empty) });
}

/** What a person reads, script and hidden parts left out. */
export const read = (tab: Tab): Promise<string> => text(tab.page.locator("body"));

/** What has come of what this person sent. */
export async function effects(site: Site, person: string): Promise<{ told: unknown; saved: number }[]> {
  const { trips } = (await (await fetch(`${site.url}/effects`)).json()) as {
    trips: { person: string; told: unknown; saved: number }[];
  };
  return trips.filter((trip) => trip.person === person).map(({ told, saved }) => ({ told, saved }));
}

/** It is there, whole, and once. */
export async function isBookedOnce(site: Site, person: string, changed: object = {}, saved = 1): Promise<void> {
  assert.deepEqual(await effects(site, person), [{ told: { ...TOLD, ...changed }, saved }]);
}

export async function nothingIsBooked(site: Site, person: string): Promise<void> {
  assert.deepEqual(await effects(site, person), []);
}
