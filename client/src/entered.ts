// The part of a form that is kept as a draft: entered values without secrets.

import { elements } from "./dom.ts";
import type { Form } from "./forms.ts";

export type Field = HTMLInputElement & HTMLSelectElement;

/** The name by which a field is recognised, and its content. */
export type State = [name: string, held: unknown];

const SECRET = /\bcc-|one-time-code|-password/;
const NEVER = /password|hidden|file|submit|reset|button|fieldset|output/;

export function isTicked({ type }: Field): boolean {
  return /radio|checkbox/.test(type);
}

export function fieldsOf(form: Form): Field[] {
  return ([...elements(form)] as Field[]).filter(({ type, autocomplete }) => !NEVER.test(type) && !SECRET.test(autocomplete));
}

/**
 * Returns the state of a field. Options are identified by value, because their number may change until the
 * draft is restored.
 */
export function stateOf(field: Field): State {
  const { name, selectedOptions, checked, value } = field;
  if (isTicked(field)) return [`${name}=${value}`, checked];
  return [name, selectedOptions ? [...selectedOptions].map((option) => option.value) : value];
}
