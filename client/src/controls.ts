// What stands in the fields of a form: the user's, until it is exactly what was submitted.

import { partnerOf } from "./tree.ts";

/** An option is one, too: it is chosen or not. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement;

/** What has a value of the user's, and some buttons, which is no harm. */
export const CONTROLS = "textarea,option,input:not([type=hidden],[type=submit])";

type Property = "selected" | "checked" | "value";

function propertyOf(control: Control): Property {
  return "selected" in control ? "selected" : /radio|checkbox/.test(control.type) ? "checked" : "value";
}

export function stateOf(control: Control): unknown {
  return control[propertyOf(control) as "value"];
}

/** What was submitted and has been taken care of, by control: it may follow the server again. */
export type Settled = Map<Control, unknown>;

/** Notes what the user has changed; the function that comes back puts it right after a morph. */
export function remember(root: Element, settled: Settled): () => void {
  const notes = [...root.querySelectorAll<Control>(CONTROLS)].map((control) => {
    const was = partnerOf(control);
    const state = stateOf(control);
    const isOwn = was && state !== stateOf(was) && state !== settled.get(control) && !control.hasAttribute("data-pb-sync");
    return { control, state, isOwn };
  });
  return () => {
    // What the user has chosen comes last, because it is what the others of its group are not.
    for (const turn of [false, true]) {
      for (const { control, state, isOwn } of notes) {
        const next = partnerOf(control);
        const wanted = isOwn || !next ? state : stateOf(next);
        if (!!isOwn === turn && stateOf(control) !== wanted) control[propertyOf(control) as "value"] = wanted as string;
      }
    }
  };
}
