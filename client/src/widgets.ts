// Widgets that display the value of a field: a rich select, an editor, a framework. They listen to
// the browser's events for typing and resetting, so these events are dispatched for the changes of
// an answer. A page with its own scripts loads this module.

import { stateOf, type Note, type Settled } from "./controls.ts";
import { dispatchEvent, isConnected, reset } from "./dom.ts";

export { adopt } from "./adopt.ts";

export function tell(notes: Note[], settled: Settled): void {
  const changed = new Set<Element | null>();
  const emptied = new Set<HTMLFormElement | null>();
  const filled = new Set<HTMLFormElement | null>();
  /** Forms that have submitted a visible field which the server has rendered. */
  const known = new Set<HTMLFormElement | null>();
  for (const { control, isScripts } of notes) if (!isScripts && settled.has(control)) known.add(control.form);
  for (const { control, state, server, was, isOwn, isScripts } of notes) {
    const { form, defaultValue } = control as HTMLInputElement;
    const now = stateOf(control);
    if (now !== state) changed.add("selected" in control ? control.closest("select") : control);
    if (!settled.has(control)) {
      if (!isScripts) filled.add(form);
      continue;
    }
    // As after `reset`: everything was submitted, and each field has its initial value. Fields
    // added by a script only count if there is none of the server's.
    if (isOwn || (!isScripts && now !== server)) filled.add(form);
    else if (state && state !== server && (was ? state !== stateOf(was) : state !== defaultValue && !known.has(form))) emptied.add(form);
  }
  for (const element of changed) {
    dispatch(element, "input");
    dispatch(element, "change");
  }
  for (const form of emptied) {
    // Called directly, because form-associated custom elements only react to the reset itself.
    if (form && isConnected(form) && !filled.has(form)) reset(form);
  }
}

function dispatch(element: Element | null, name: string): void {
  if (element && isConnected(element)) dispatchEvent(element, new Event(name, { bubbles: true }));
}
