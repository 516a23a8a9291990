// The values of form fields: they belong to the user until they equal what was submitted.

import { querySelectorAll } from "./dom.ts";
import { partnerOf } from "./tree.ts";

/** An option counts as a control, which is selected or not. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement;

/** Controls with a value of the user's; the selector also matches some buttons, which does no harm. */
export const CONTROLS = "textarea,option,input:not([type=hidden],[type=submit])";

/** Also the controls that scripts fill in, such as the field of a rich editor. */
export const FILLED = `${CONTROLS},[type=hidden]`;

type Property = "selected" | "checked" | "value";

function propertyOf(control: Control): Property {
  return "selected" in control ? "selected" : /radio|checkbox/.test(control.type) ? "checked" : "value";
}

export function stateOf(control: Control): unknown {
  return control[propertyOf(control) as "value"];
}

/** The submitted values, by control. A control that still has its submitted value follows the server again. */
export type Settled = Map<Control, unknown>;

/**
 * The fields that the user had changed in a refused form: the server's page may show the values, but has not
 * accepted them.
 */
let refused = new WeakSet<Control>();

/** Records whether a form was refused, before its page is shown. */
export function noteRefusal(control: Control, isRefused: boolean): void {
  const was = partnerOf(control);
  if (!isRefused) refused.delete(control);
  else if (was && stateOf(control) !== stateOf(was)) refused.add(control);
}

export function forgetRefused(): void {
  refused = new WeakSet();
}

export interface Note {
  control: Control;
  state: unknown;
  /** The server's previous value. */
  server: unknown;
  /** The server's field, which is that of the new page by the time the notes are used. */
  was: Control | undefined;
  /** Whether only a script fills it in: the server renders it hidden, or not at all. */
  isScripts: boolean;
  /** Whether the value is the user's and stays. */
  isOwn: boolean;
}

/** Records what the user has changed before a morph; `restore` puts it back. */
export function remember(root: Element, settled: Settled): { restore: () => void; notes: Note[] } {
  const notes = [...querySelectorAll<Control>(root, FILLED)].map((control) => {
    const was = partnerOf(control);
    const state = stateOf(control);
    const server = was && stateOf(was);
    return {
      control,
      state,
      server,
      was,
      isScripts: !was || was.matches("[type=hidden]"),
      isOwn: (settled.has(control) ? state !== settled.get(control) : state !== server || refused.has(control)) && !control.hasAttribute("data-pb-sync"),
    };
  });

  function restore(): void {
    // The user's values are set last, because choosing a radio button deselects the others of its group.
    const put = (control: Control, wanted: unknown): void => {
      if (stateOf(control) !== wanted) control[propertyOf(control) as "value"] = wanted as string;
    };
    // Fields that only a script fills in keep the script's value.
    for (const { control, was, isOwn, isScripts } of notes) if (!isOwn && !isScripts) put(control, stateOf(was!));
    for (const { control, state, isOwn } of notes) if (isOwn) put(control, state);
  }

  return { restore, notes };
}
