// What stands in the fields of a form: the user's, until it is exactly what was submitted.

import { querySelectorAll } from "./dom.ts";
import { partnerOf } from "./tree.ts";

/** An option is one, too: it is chosen or not. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement;

/** What has a value of the user's, and some buttons, which is no harm. */
export const CONTROLS = "textarea,option,input:not([type=hidden],[type=submit])";

/** Also what scripts fill in: a rich editor for example. */
export const FILLED = `${CONTROLS},[type=hidden]`;

type Property = "selected" | "checked" | "value";

function propertyOf(control: Control): Property {
  return "selected" in control ? "selected" : /radio|checkbox/.test(control.type) ? "checked" : "value";
}

export function stateOf(control: Control): unknown {
  return control[propertyOf(control) as "value"];
}

/** What was submitted and has been taken care of, by control: it may follow the server again. */
export type Settled = Map<Control, unknown>;

/** What the user had changed in a form that was refused. The server's page may show it, but has not
 * taken it. */
let refused = new WeakSet<Control>();

/** A form was refused, or not; its page is not shown yet. */
export function hold(control: Control, isRefused: boolean): void {
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
  /** What the server had there. */
  server: unknown;
  /** The server's field, which is that of the new page by the time that somebody is told. */
  was: Control | undefined;
  /** Nobody but a script has filled it in: the server has it hidden, or not at all. */
  isScripts: boolean;
  isOwn: boolean;
}

/** Notes what the user has changed, before a morph; `restore` puts it right. */
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
      isOwn: (state !== server || refused.has(control)) && state !== settled.get(control) && !control.hasAttribute("data-pb-sync"),
    };
  });

  function restore(): void {
    // What the user has chosen comes last, because it is what the others of its group are not.
    const put = (control: Control, wanted: unknown): void => {
      if (stateOf(control) !== wanted) control[propertyOf(control) as "value"] = wanted as string;
    };
    // What a script alone fills in is whatever that has made of it.
    for (const { control, was, isOwn, isScripts } of notes) if (!isOwn && !isScripts) put(control, stateOf(was!));
    for (const { control, state, isOwn } of notes) if (isOwn) put(control, state);
  }

  return { restore, notes };
}
