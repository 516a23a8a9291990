// What of a form is kept as a draft: no secrets, and nothing that nobody has entered.

import { elements } from "./dom.ts";
import type { Form } from "./forms.ts";

export type Field = HTMLInputElement & HTMLSelectElement;

/** What a field is recognised by, and what it holds. */
export type State = [name: string, held: unknown];

const SECRET = /\bcc-|one-time-code|-password/;
const NEVER = /password|hidden|file|submit|reset|button|fieldset|output/;

export function isTicked({ type }: Field): boolean {
  return /radio|checkbox/.test(type);
}

export function fieldsOf(form: Form): Field[] {
  return ([...elements(form)] as Field[]).filter(({ type, autocomplete }) => !NEVER.test(type) && !SECRET.test(autocomplete));
}

/** What can be chosen is known by its value, because there may be more to choose from by the time that it is
 * put back. */
export function stateOf(field: Field): State {
  const { name, selectedOptions, checked, value } = field;
  if (isTicked(field)) return [`${name}=${value}`, checked];
  return [name, selectedOptions ? [...selectedOptions].map((option) => option.value) : value];
}
