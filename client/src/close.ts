// `data-pb-close` on a form or its button: after a success, the dialog or popover around it closes.

import { CONTROLS, stateOf, type Control, type Settled } from "./controls.ts";
import { closest, hasAttribute, matches, querySelectorAll } from "./dom.ts";
import type { Form } from "./forms.ts";
import type { partnerOf as partner } from "./tree.ts";

/**
 * Closes the dialog or popover around each element that asks for it. `submitted` are the values that the
 * answered submission has sent.
 */
export function close(form: Form, submitter: HTMLElement | null, submitted: Settled, partnerOf: typeof partner): void {
  // Closing would hide values that the user has entered since and not submitted.
  const isUnsent = (control: Control): boolean => {
    const server = partnerOf(control);
    const state = stateOf(control);
    return !!server && state !== stateOf(server) && state !== submitted.get(control);
  };
  for (const element of [submitter, form]) {
    if (!element || !hasAttribute(element, "data-pb-close")) continue;
    const dialog = closest<HTMLDialogElement>(element, ":popover-open,dialog[open]");
    if (!dialog || [...querySelectorAll<Control>(dialog, CONTROLS)].some(isUnsent)) continue;
    if (matches(dialog, ":popover-open")) dialog.hidePopover();
    else dialog.close();
  }
}
