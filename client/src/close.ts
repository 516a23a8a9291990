// `data-pb-close`: the dialog or popover around the form or its button closes after a success.

import { CONTROLS, stateOf, type Control, type Settled } from "./controls.ts";
import { closest, hasAttribute, matches, querySelectorAll } from "./dom.ts";
import type { Form } from "./forms.ts";
import type { partnerOf as partner } from "./tree.ts";

/** Closes what is to close. `states` are the values that were submitted. */
export function close(form: Form, submitter: HTMLElement | null, states: Settled, partnerOf: typeof partner): void {
  // The user would not see values that are still to be submitted.
  const isUnsent = (control: Control): boolean => {
    const server = partnerOf(control);
    const state = stateOf(control);
    return !!server && state !== stateOf(server) && state !== states.get(control);
  };
  for (const element of [submitter, form]) {
    if (!element || !hasAttribute(element, "data-pb-close")) continue;
    const question = closest<HTMLDialogElement>(element, ":popover-open,dialog[open]");
    if (!question || [...querySelectorAll<Control>(question, CONTROLS)].some(isUnsent)) continue;
    if (matches(question, ":popover-open")) question.hidePopover();
    else question.close();
  }
}
