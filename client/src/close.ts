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
    if (submitted.has(control)) return state !== submitted.get(control);
    // A named field that a script has added counts, and the helper fields of widgets have no name.
    return server ? state !== stateOf(server) : !!state && !!(control as HTMLInputElement).name;
  };
  const asking = [submitter, form].filter((element) => element && hasAttribute(element, "data-pb-close"));
  // The dialogs are found before the first one closes, which would make the outer one the nearest.
  const dialogs = asking.map((element) => closest<HTMLDialogElement>(element!, ":popover-open,dialog[open]"));
  for (const dialog of new Set(dialogs)) {
    if (!dialog || [...querySelectorAll<Control>(dialog, CONTROLS)].some(isUnsent)) continue;
    if (matches(dialog, ":popover-open")) dialog.hidePopover();
    else dialog.close();
  }
}
