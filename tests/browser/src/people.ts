// Who walks through itlead.

import assert from "node:assert/strict";

import type { Tab } from "./tab.ts";

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** The account that every new database has; the sign-in page shows how to use it. */
export const DEMO: Person = {
  name: "Robin Demo",
  email: "demo@itlead.example",
  password: "practice-makes-perfect",
};

let count = 0;

/** Somebody whom the site does not know. */
export function stranger(): Person {
  count += 1;
  return { name: `Ada Walker ${count}`, email: `ada${count}@example.org`, password: "correct horse battery" };
}

export async function signUp(tab: Tab, person: Person = stranger()): Promise<Person> {
  await tab.goTo("/signup");
  await tab.fill({ Name: person.name, "E-mail": person.email, Password: person.password });
  assert.equal(await tab.press("Create account"), 200);
  assert.equal(tab.path, "/dashboard");
  return person;
}

export async function signIn(tab: Tab, { email, password }: Person = DEMO): Promise<void> {
  await tab.goTo("/login");
  await tab.fill({ "E-mail": email, Password: password });
  assert.equal(await tab.press(tab.page.getByRole("main").getByRole("button", { name: "Sign in" })), 200);
  assert.equal(tab.path, "/dashboard");
}
