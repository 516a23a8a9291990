// Drafts: typed values survive a reload, Back and Forward, and signing in again in the same tab.
// `data-pb-draft="account"` on or around forms keeps them for this tab, and the form offers to
// restore them.
//
// A draft belongs to the account. If the attribute names another account, drafts of others are
// removed. An empty attribute, on the form that signs out, removes all.

import { addEventListenerTo, closest, forms, getAttribute } from "./dom.ts";
import { draftEntryOf, fieldsOf, noteSecrets, type Field } from "./entered.ts";
import type { Form } from "./forms.ts";

type SubmissionEvent = Event & { detail: { id: string; ok: boolean } };

/** Throws where the browser forbids storage; then there are no drafts. */
const storage = sessionStorage;
/** The URL at which each form appeared: Back changes the URL before the form is removed. */
const appearedAt = new WeakMap<Form, string>();
/** The boxes that offer a draft. Values typed meanwhile do not replace it. */
const offers = new WeakMap<Form, HTMLElement | undefined>();
/** When each draft was last changed, by its storage key. */
const lastTyped = new Map<string, number>();
/** The storage key of each submitted draft and when it was last changed by then, by submission id. */
const submitted = new Map<string, [key: string, lastTyped: number | undefined]>();

function ownerOf(form: Form): string | null {
  return getAttribute(closest(form, "[data-pb-draft]") ?? form, "data-pb-draft");
}

/** Returns the storage key of a form. Rows of a list may contain forms of the same action. */
function storageKeyOf(form: Form): string {
  const row = closest(form, "[data-key],[id]") ?? form;
  return ["pb-draft", ownerOf(form), appearedAt.get(form), getAttribute(row, "data-key") ?? getAttribute(row, "id"), getAttribute(form, "id") || getAttribute(form, "action")].join("\n");
}

/** Returns the forms with this key. If there is more than one, the draft cannot be assigned. */
function formsOf(key: string): Form[] {
  return formsOfPage().filter((form) => storageKeyOf(form) === key);
}

function formsOfPage(): Form[] {
  return [...(forms(document) as Iterable<unknown>)] as Form[];
}

function draftOf(form: Form): string {
  return JSON.stringify(fieldsOf(form).map(draftEntryOf));
}

function forgetAllBut(owner: string): void {
  for (const key of Object.keys(storage)) {
    const [prefix, draftOwner] = key.split("\n");
    if (prefix === "pb-draft" && draftOwner !== owner) storage.removeItem(key);
  }
}

function save(form: Form): void {
  if (!ownerOf(form) || offers.has(form) || formsOf(storageKeyOf(form))[1]) return;
  try {
    storage.setItem(storageKeyOf(form), draftOf(form));
  } catch {
    // The draft is too long.
  }
}

/** Offers the drafts of forms that have just appeared. */
function offerAll(): void {
  for (const form of formsOfPage()) {
    const owner = ownerOf(form);
    if (!owner) continue;
    forgetAllBut(owner);
    // Also in a form that is known, because it may have new fields.
    noteSecrets(form);
    if (appearedAt.has(form)) continue;
    appearedAt.set(form, location.pathname + location.search);
    const draft = storage.getItem(storageKeyOf(form));
    if (draft && draft !== draftOf(form) && !formsOf(storageKeyOf(form))[1]) void offer(form, draft);
  }
}

async function offer(form: Form, draft: string): Promise<void> {
  offers.set(form, undefined);
  try {
    // The module is a sibling of this file, at whatever URL that has.
    const { show } = (await import(import.meta.url.replace(/drafts(?=[^/]*$)/, "offer"))) as typeof import("./offer.ts");
    if (offers.has(form)) offers.set(form, show(form, JSON.parse(draft), () => withdraw(form), () => discard(storageKeyOf(form))));
  } catch {
    // The draft is kept for the next time.
    offers.delete(form);
  }
}

function withdraw(form: Form): void {
  offers.get(form)?.remove();
  offers.delete(form);
}

function discard(key: string): void {
  storage.removeItem(key);
  formsOf(key).forEach(withdraw);
}

function noteTyped({ target, timeStamp, isTrusted }: Event): void {
  const form = (target as Field).form as unknown as Form | null;
  if (!isTrusted || !form) return;
  lastTyped.set(storageKeyOf(form), timeStamp);
  save(form);
}

function forgetIfLeaving({ target }: Event): void {
  if (ownerOf(target as unknown as Form) === "") forgetAllBut("");
}

/** Records every submission, including those that a script makes without a `submit` event. */
function noteSent(event: Event): void {
  forgetIfLeaving(event);
  const form = event.target as unknown as Form;
  // An offered draft is not submitted.
  if (!ownerOf(form) || offers.has(form)) return;
  submitted.set((event as SubmissionEvent).detail.id, [storageKeyOf(form), lastTyped.get(storageKeyOf(form))]);
  // The form itself still receives the event after it was removed.
  addEventListenerTo(form, "pb:result", forgetStored);
}

function forgetStored(event: Event): void {
  const { id, ok } = (event as SubmissionEvent).detail;
  const [key, typedBefore] = submitted.get(id) ?? [];
  if (!ok || !key) return;
  if (lastTyped.get(key) === typedBefore) discard(key);
  // Values typed meanwhile stay a draft, and submitted ones do not.
  else addEventListener("pb:commit", () => save(event.target as unknown as Form), { once: true });
}

addEventListener("input", noteTyped);
addEventListener("pb:commit", offerAll);
addEventListener("submit", forgetIfLeaving, true);
addEventListener("pb:submit", noteSent);
offerAll();
