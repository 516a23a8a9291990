// The part of a form that is kept as a draft: entered values without secrets.

import { elements } from "./dom.ts";
import type { Form } from "./forms.ts";

export type Field = HTMLInputElement & HTMLSelectElement;

/** A field in a draft: the name by which it is found again, and its value. */
export type DraftEntry = [name: string, value: unknown];

const SECRET = /\bcc-|one-time-code|-password/;
const NEVER = /password|hidden|file|submit|reset|button|fieldset|output/;

export function isTicked({ type }: Field): boolean {
  return /radio|checkbox/.test(type);
}

/** A button that shows a password changes the type of its field, which stays a secret. */
const secrets = new WeakSet<Field>();

const all = (form: Form): Field[] => [...elements(form)] as Field[];

/** Remembers the fields of a form that are secrets by now. */
export function noteSecrets(form: Form): void {
  for (const field of all(form)) if (NEVER.test(field.type) || SECRET.test(field.autocomplete)) secrets.add(field);
}

export function fieldsOf(form: Form): Field[] {
  noteSecrets(form);
  return all(form).filter((field) => !secrets.has(field));
}

/**
 * Returns a field's name and value for a draft. Chosen options are kept by their values, because their positions
 * may change before the draft is restored.
 */
export function draftEntryOf(field: Field): DraftEntry {
  const { name, selectedOptions, checked, value } = field;
  if (isTicked(field)) return [`${name}=${value}`, checked];
  return [name, selectedOptions ? [...selectedOptions].map((option) => option.value) : value];
}
