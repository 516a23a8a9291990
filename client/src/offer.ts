// Offers a draft in a form. Only a page with such a form loads this module.

import { prepend } from "./dom.ts";
import { fieldsOf, isTicked, stateOf, type State } from "./entered.ts";
import type { Form } from "./forms.ts";
import { make } from "./make.ts";
import { DISCARD, EARLIER, RESTORE } from "./wording.ts";

/** Shows a draft's offer in its form, and returns it. `withdraw` removes the offer, `discard` also the draft. */
export function show(form: Form, states: State[], withdraw: () => void, discard: () => void): HTMLElement {
  const box = make("div", { className: "pb-draft", role: "status" });
  const button = (textContent: string, onclick: () => void): HTMLElement => make("button", { type: "button", textContent, onclick });
  const restore = (): void => {
    withdraw();
    putBack(form, states);
  };
  // It may have been submitted, if the page was left before the answer arrived.
  box.append(EARLIER, " ", button(RESTORE, restore), " ", button(DISCARD, discard));
  prepend(form, box);
  return box;
}

function putBack(form: Form, states: State[]): void {
  for (const field of fieldsOf(form)) {
    const [name] = stateOf(field);
    const at = states.findIndex(([kept]) => kept === name);
    if (at < 0) continue;
    // The next field of this name is another one.
    const [, held] = states.splice(at, 1)[0]!;
    if (field.options) for (const option of field.options) option.selected = (held as string[]).includes(option.value);
    else if (isTicked(field)) field.checked = held as boolean;
    else field.value = held as string;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
