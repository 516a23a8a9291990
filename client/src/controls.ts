// What stands in the fields of a form: the user's, until it is exactly what was submitted.

import { serverOf } from "./tree.ts";

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const CONTROLS =
  "textarea,select,input:not([type=hidden],[type=submit],[type=button],[type=reset],[type=image])";

export function controlsIn(root: Element): Control[] {
  return [...root.querySelectorAll<Control>(CONTROLS), ...(root.matches(CONTROLS) ? [root as Control] : [])];
}

export function stateOf(control: Control): string {
  if (control.localName === "select") {
    return JSON.stringify([...(control as HTMLSelectElement).selectedOptions].map((option) => option.value));
  }
  return isCheckable(control) ? String(control.checked) : control.value;
}

function isCheckable(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

/** What was submitted and has been taken care of, by control: it may follow the server again. */
export type Settled = Map<Control, string>;

/** Notes what the user has changed; the function that comes back puts it right after a morph. */
export function remember(root: Element, settled: Settled): () => void {
  const notes = controlsIn(root).map((control) => {
    const was = serverOf(control);
    const state = stateOf(control);
    return {
      control,
      state,
      isDirty: was !== undefined && state !== stateOf(was),
      isSettled: settled.get(control) === state || control.hasAttribute("data-pb-sync"),
    };
  });
  // The buttons of a group are one choice: it is the user's as a whole, or not at all.
  const groups = (isOf: (note: (typeof notes)[number]) => boolean): Map<string, Set<HTMLFormElement | null>> => {
    const found = new Map<string, Set<HTMLFormElement | null>>();
    for (const note of notes) {
      if (note.control.type !== "radio" || !isOf(note)) continue;
      const forms = found.get(note.control.name) ?? new Set();
      found.set(note.control.name, forms.add(note.control.form));
    }
    return found;
  };
  const dirty = groups((note) => note.isDirty);
  for (const note of notes) {
    if (note.control.type === "radio") note.isDirty = dirty.get(note.control.name)?.has(note.control.form) ?? false;
  }
  return () => {
    for (const { control, state, isDirty, isSettled } of notes) {
      const next = serverOf(control);
      if (!next || !control.isConnected) continue;
      const own = isDirty && !isSettled;
      if (control.type !== "file") assign(control, own ? state : stateOf(next));
      else if (isSettled) control.value = "";
    }
  };
}

function assign(control: Control, state: string): void {
  if (stateOf(control) === state) return;
  if (control.localName === "select") {
    const values = JSON.parse(state) as string[];
    const options = [...(control as HTMLSelectElement).options];
    // A choice that is no longer offered is the server's again.
    if (!options.some((option) => values.includes(option.value))) return;
    for (const option of options) option.selected = values.includes(option.value);
  } else if (isCheckable(control)) control.checked = state === "true";
  else control.value = state;
}
