// What a person sees, hears and can do next, as assertions.

import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import type { Tab } from "./tab.ts";

/** The text of a place, without line breaks. */
export async function text(place: Locator): Promise<string> {
  return (await place.innerText()).replaceAll(/\s+/g, " ").trim();
}

/** The message of a field: told to the eye, and to a screen reader as the field's description. */
export async function fieldSays(tab: Tab, label: string, message: RegExp): Promise<void> {
  const field = tab.field(label);
  assert.equal(await field.getAttribute("aria-invalid"), "true", `${label} is marked as invalid`);
  const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
  const error = tab.page.locator(ids.map((id) => `[id="${id}"].pb-error`).join(", "));
  assert(await error.isVisible(), `the message of ${label} can be seen`);
  assert.match(await text(error), message);
}

/** A field without fault. */
export async function fieldIsFine(tab: Tab, label: string): Promise<void> {
  assert.notEqual(await tab.field(label).getAttribute("aria-invalid"), "true", `${label} is fine`);
}

/** What is in the fields; the text of the chosen option for a select. */
export async function fieldsHold(tab: Tab, values: Record<string, string>): Promise<void> {
  const held: Record<string, string> = {};
  for (const label of Object.keys(values)) {
    held[label] = await tab.field(label).evaluate((element) =>
      element instanceof HTMLSelectElement
        ? (element.selectedOptions[0]?.label ?? "")
        : (element as HTMLInputElement).value,
    );
  }
  assert.deepEqual(held, values);
}

/** Where typing would go. */
export async function isFocused(tab: Tab, place: Locator, what: string): Promise<void> {
  const focused = await place.evaluate((element) => element === document.activeElement);
  const actual = await tab.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  assert(focused, `${what} has the focus, not ${actual}`);
}

/** Good news at the top of the page, told once. */
export async function noticeSays(tab: Tab, message: string): Promise<void> {
  assert.equal(await text(tab.page.locator(".pb-notice[role=status]")), message);
}

export async function nothingIsSaid(tab: Tab): Promise<void> {
  assert.equal(await tab.page.locator(".pb-notice, .pb-summary").count(), 0, "there is nothing to say");
}

/** What no single field could say: above the form's fields, or above the page. */
export async function problemIs(tab: Tab, message: RegExp): Promise<void> {
  const alert = tab.page.getByRole("alert");
  assert.equal(await alert.count(), 1, "there is one alert");
  assert(await alert.isVisible(), "the alert can be seen");
  assert.match(await text(alert), message);
}

/** The browser itself does not let the form go: a field is missing or wrong. */
export async function browserRefuses(tab: Tab, button: string, label: string): Promise<void> {
  const before = tab.visits.length;
  await tab.button(button).click();
  await isFocused(tab, tab.field(label), `the field ${label}, which the browser complains about,`);
  assert.equal(tab.visits.length, before, "nothing is sent");
}

/** How often forms were sent so far. */
export function posts(tab: Tab): number {
  return tab.visits.filter((visit) => visit.startsWith("POST ")).length;
}
