// The box in which a form offers to restore its draft. `drafts.ts` loads this module when there is a
// draft to offer.

import { prepend } from "./dom.ts";
import { draftEntryOf, fieldsOf, isTicked, type DraftEntry } from "./entered.ts";
import type { Form } from "./forms.ts";
import { make } from "./make.ts";
import { DISCARD, DRAFT_KEPT, RESTORE } from "./wording.ts";

/** Shows the box and returns it. `withdraw` removes the box, `discard` also removes the draft. */
export function show(form: Form, draft: DraftEntry[], withdraw: () => void, discard: () => void): HTMLElement {
  const box = make("div", { className: "pb-draft", role: "status" });
  const button = (textContent: string, onclick: () => void): HTMLElement => make("button", { type: "button", textContent, onclick });
  const restore = (): void => {
    withdraw();
    restoreValues(form, draft);
  };
  // The text does not claim that the draft was never sent: the page may have been left before the
  // answer arrived.
  box.append(DRAFT_KEPT, " ", button(RESTORE, restore), " ", button(DISCARD, discard));
  prepend(form, box);
  return box;
}

function restoreValues(form: Form, draft: DraftEntry[]): void {
  for (const field of fieldsOf(form)) {
    const [name] = draftEntryOf(field);
    const index = draft.findIndex(([keptName]) => keptName === name);
    if (index < 0) continue;
    // Each entry is used once, so that fields of the same name get their own values, in order.
    const [, value] = draft.splice(index, 1)[0]!;
    if (field.options) for (const option of field.options) option.selected = (value as string[]).includes(option.value);
    else if (isTicked(field)) field.checked = value as boolean;
    else field.value = value as string;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
