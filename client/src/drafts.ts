// What was typed and not sent yet outlives a reload, Back and Forward, and signing in again in the same
// tab: `data-pb-draft="account"` on a form, or around forms, keeps it for this tab, and the form
// offers it.
//
// It belongs to the account. Where the attribute names another one, what is kept of others is
// removed; a form where it is empty, the one that signs out, removes all.

import { addEventListenerTo, closest, forms, getAttribute, prepend } from "./dom.ts";
import { fieldsOf, stateOf, type Field } from "./entered.ts";
import type { Form } from "./forms.ts";
import { make } from "./make.ts";

type Told = Event & { detail: { id: string; ok: boolean } };

/** Where the browser does not let us, this throws, and there are no drafts. */
const store = sessionStorage;
/** Where each form was when it came: Back changes the address before the form is gone. */
const places = new WeakMap<Form, string>();
/** What offers a draft: what is typed meanwhile does not take its place. */
const offers = new WeakMap<Form, HTMLElement>();
/** When something was typed last, by what it is kept under. */
const typed = new Map<string, number>();
/** The same, as it was when a submit left, by its id. */
const sent = new Map<string, [key: string, typed: number | undefined]>();

function ownerOf(form: Form): string | null {
  const around = closest(form, "[data-pb-draft]");
  return around && getAttribute(around, "data-pb-draft");
}

/** Two rows of a list may have the same form. */
function keyOf(form: Form): string {
  const row = closest(form, "[data-key]");
  return ["pb-draft", ownerOf(form), places.get(form), row && getAttribute(row, "data-key"), getAttribute(form, "id") || getAttribute(form, "action")].join("\n");
}

/** More than one, and nobody could say later which of them something was typed into. */
function formsOf(key: string): Form[] {
  return formsOfPage().filter((form) => keyOf(form) === key);
}

function formsOfPage(): Form[] {
  return [...(forms(document) as Iterable<unknown>)] as Form[];
}

function draftOf(form: Form): string {
  return JSON.stringify(fieldsOf(form).map(stateOf));
}

function forgetAllBut(owner: string): void {
  for (const key of Object.keys(store)) {
    const [mark, whose] = key.split("\n");
    if (mark === "pb-draft" && whose !== owner) store.removeItem(key);
  }
}

function save(form: Form): void {
  if (!ownerOf(form) || offers.has(form) || formsOf(keyOf(form))[1]) return;
  try {
    store.setItem(keyOf(form), draftOf(form));
  } catch {
    // It is too long.
  }
}

/** What is kept for the forms that have just come. */
function offer(): void {
  for (const form of formsOfPage()) {
    const owner = ownerOf(form);
    if (!owner) continue;
    forgetAllBut(owner);
    if (places.has(form)) continue;
    places.set(form, location.pathname + location.search);
    const draft = store.getItem(keyOf(form));
    if (draft && draft !== draftOf(form) && !formsOf(keyOf(form))[1]) void show(form, draft);
  }
}

async function show(form: Form, draft: string): Promise<void> {
  const box = make("div", { className: "pb-draft", role: "status" });
  prepend(form, box);
  offers.set(form, box);
  try {
    // It stands beside this file, whatever address that has.
    const { fill } = (await import(import.meta.url.replace(/drafts(?=[^/]*$)/, "offer"))) as typeof import("./offer.ts");
    fill(box, form, JSON.parse(draft), () => withdraw(form), () => discard(keyOf(form)));
  } catch {
    // It is kept for the next time.
    withdraw(form);
  }
}

function withdraw(form: Form): void {
  offers.get(form)?.remove();
  offers.delete(form);
}

function discard(key: string): void {
  store.removeItem(key);
  formsOf(key).forEach(withdraw);
}

function noteTyped({ target, timeStamp, isTrusted }: Event): void {
  const form = (target as Field).form as unknown as Form | null;
  if (!isTrusted || !form) return;
  typed.set(keyOf(form), timeStamp);
  save(form);
}

function forgetIfLeaving({ target }: Event): void {
  if (ownerOf(target as unknown as Form) === "") forgetAllBut("");
}

/** By whoever: a script submits without the browser's event. */
function noteSent(event: Event): void {
  forgetIfLeaving(event);
  const form = event.target as unknown as Form;
  // What is offered is not what is sent.
  if (!ownerOf(form) || offers.has(form)) return;
  sent.set((event as Told).detail.id, [keyOf(form), typed.get(keyOf(form))]);
  // The form itself hears it even if it is gone by then.
  addEventListenerTo(form, "pb:result", forgetStored);
}

function forgetStored(event: Event): void {
  const { id, ok } = (event as Told).detail;
  const [key, typedByThen] = sent.get(id) ?? [];
  if (!ok || !key) return;
  if (typed.get(key) === typedByThen) discard(key);
  // What was typed meanwhile stays in the form, and what was sent does not.
  else addEventListener("pb:commit", () => save(event.target as unknown as Form), { once: true });
}

addEventListener("input", noteTyped);
addEventListener("pb:commit", offer);
addEventListener("submit", forgetIfLeaving, true);
addEventListener("pb:submit", noteSent);
offer();
