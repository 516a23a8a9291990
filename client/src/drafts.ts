// What was typed and not sent yet outlives a reload, Back and Forward, and signing in again in the same
// tab: `data-pb-draft="account"` on a form, or around forms, keeps it for this tab, and the form
// offers it.
//
// It belongs to the account. Where the attribute names another one, what is kept of others is
// removed; a form where it is empty, the one that signs out, removes all.

import { closest, elements, forms, getAttribute, isConnected, prepend } from "./dom.ts";
import type { Form } from "./forms.ts";
import { make } from "./make.ts";

/** Where the browser does not let us, this throws, and there are no drafts. */
const store = sessionStorage;
const PREFIX = "pb-draft ";
const SECRET = /\bcc-|one-time-code|-password/;
const NEVER = /^(password|hidden|file|submit|image|reset|button|fieldset|output)$/;

type Field = HTMLInputElement & HTMLSelectElement;
interface Draft {
  owner: string;
  values: unknown[][];
}

/** The forms that offer what is kept: what is typed meanwhile does not take its place. */
const offers = new Map<Form, HTMLElement>();

const ownerOf = (form: Form): string | null => {
  const around = closest(form, "[data-pb-draft]");
  return around && getAttribute(around, "data-pb-draft");
};

const keyOf = (form: Form): string => PREFIX + location.pathname + location.search + " " + (getAttribute(form, "id") || getAttribute(form, "action"));

function fieldsOf(form: Form): Field[] {
  return ([...elements(form)] as Field[]).filter((field) => !NEVER.test(field.type) && !SECRET.test(field.autocomplete));
}

function stateOf({ name, type, options, checked, value }: Field): unknown[] {
  return [name, options ? [...options].map((option) => option.selected) : /radio|checkbox/.test(type) ? checked : value];
}

function kept(key: string): Draft | undefined {
  return JSON.parse(store.getItem(key) ?? "null") ?? undefined;
}

function forget(isToGo: (draft: Draft) => boolean): void {
  for (const key of Object.keys(store)) if (key.startsWith(PREFIX) && isToGo(kept(key)!)) store.removeItem(key);
}

function withdraw(form: Form): void {
  offers.get(form)?.remove();
  offers.delete(form);
}

function save({ target, isTrusted }: Event): void {
  const form = (target as Field).form as unknown as Form | null;
  const owner = form && ownerOf(form);
  if (!isTrusted || !owner || offers.has(form)) return;
  try {
    store.setItem(keyOf(form), JSON.stringify({ owner, values: fieldsOf(form).map(stateOf) } satisfies Draft));
  } catch {
    // It is too long.
  }
}

/** What is kept for the forms of this page. */
function offer(): void {
  for (const form of offers.keys()) if (!isConnected(form)) withdraw(form);
  for (const form of forms(document) as Iterable<unknown> as Iterable<Form>) {
    const owner = ownerOf(form);
    if (!owner) continue;
    forget((draft) => draft.owner !== owner);
    const draft = kept(keyOf(form));
    if (!draft || offers.has(form) || JSON.stringify(draft.values) === JSON.stringify(fieldsOf(form).map(stateOf))) continue;
    const box = make("div", { className: "pb-draft" });
    box.setAttribute("role", "status");
    const button = (textContent: string, onclick: () => void): HTMLElement => make("button", { type: "button", textContent, onclick });
    box.append("You entered something here that was not sent. ", button("Put back", () => putBack(form, draft)), " ", button("Discard", () => discard(form)));
    prepend(form, box);
    offers.set(form, box);
  }
}

function putBack(form: Form, { values }: Draft): void {
  withdraw(form);
  for (const field of fieldsOf(form)) {
    const at = values.findIndex(([name]) => name === field.name);
    const [, state] = values.splice(at, +(at >= 0))[0] ?? stateOf(field);
    if (Array.isArray(state)) state.forEach((isChosen, index) => field.options[index] && (field.options[index].selected = isChosen));
    else if (typeof state === "boolean") field.checked = state;
    else field.value = state as string;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function discard(form: Form): void {
  withdraw(form);
  store.removeItem(keyOf(form));
}

addEventListener("input", save);
addEventListener("change", save);
addEventListener("pb:commit", offer);
addEventListener("submit", ({ target }) => {
  if (ownerOf(target as unknown as Form) === "") forget(() => true);
}, true);
addEventListener("pb:result", ({ target, detail }: Event & { detail?: { ok: boolean } }) => {
  if (detail!.ok) discard(target as unknown as Form);
});
offer();
