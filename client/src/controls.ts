// What stands in the fields of a form: the user's, until it is exactly what was submitted.

import { partnerOf } from "./tree.ts";

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const CONTROLS =
  "textarea,select,input:not([type=hidden],[type=submit],[type=button],[type=reset],[type=image])";

export function controlsIn(root: Element): Control[] {
  return [...root.querySelectorAll<Control>(CONTROLS), ...(root.matches(CONTROLS) ? [root as Control] : [])];
}

/** What is in it; of a radio button, what is chosen in its group. */
export function stateOf(control: Control): string {
  const { type } = control;
  if (type === "radio") {
    const group = `[type=radio][name="${CSS.escape(control.name)}"]:checked`;
    return ((control.form ?? control.getRootNode()) as ParentNode).querySelector<HTMLInputElement>(group)?.value ?? "";
  }
  if (type === "checkbox") return `${(control as HTMLInputElement).checked}`;
  return "options" in control ? JSON.stringify([...control.selectedOptions].map(({ value }) => value)) : control.value;
}

/** What was submitted and has been taken care of, by control: it may follow the server again. */
export type Settled = Map<Control, string>;

/** Notes what the user has changed; the function that comes back puts it right after a morph. */
export function remember(root: Element, settled: Settled): () => void {
  const notes = controlsIn(root).map((control) => {
    const was = partnerOf(control);
    const state = stateOf(control);
    const isSettled = settled.get(control) === state || control.hasAttribute("data-pb-sync");
    return { control, state, isSettled, isOwn: !isSettled && !!was && state !== stateOf(was) };
  });
  return () => {
    for (const { control, state, isSettled, isOwn } of notes) {
      const next = partnerOf(control);
      if (control.type !== "file") assign(control, isOwn || !next ? state : stateOf(next));
      else if (isSettled) control.value = "";
    }
  };
}

function assign(control: Control, state: string): void {
  if (stateOf(control) === state) return;
  if (control.type === "radio") (control as HTMLInputElement).checked = control.value === state;
  else if (control.type === "checkbox") (control as HTMLInputElement).checked = state === "true";
  else if ("options" in control) {
    const values = JSON.parse(state) as string[];
    const options = [...control.options];
    // A choice that is no longer offered is the server's again.
    if (!options.some(({ value }) => values.includes(value))) return;
    for (const option of options) option.selected = values.includes(option.value);
  } else control.value = state;
}
