// Who shows in their own way what stands in a field: a rich select, an editor, a framework. They listen
// to what a browser says when somebody types or empties a form, so that is said of what an answer has
// changed. A page with scripts of its own loads this.

import { stateOf, type Note, type Settled } from "./controls.ts";
import { dispatchEvent, isConnected, reset } from "./dom.ts";

export function tell(notes: Note[], settled: Settled): void {
  const changed = new Set<Element | null>();
  const emptied = new Set<HTMLFormElement | null>();
  const filled = new Set<HTMLFormElement | null>();
  /** Those that have sent a field of the server's that one can see. */
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
    // As `reset` would: everything was sent, and stands as before it was filled in. What a script has
    // added to a form tells that only where there is nothing of the server's.
    if (isOwn || (!isScripts && now !== server)) filled.add(form);
    else if (state && state !== server && (was ? state !== stateOf(was) : state !== defaultValue && !known.has(form))) emptied.add(form);
  }
  for (const element of changed) {
    say(element, "input");
    say(element, "change");
  }
  for (const form of emptied) {
    // Not the event alone: an element that is a field by itself is called by the browser.
    if (form && isConnected(form) && !filled.has(form)) reset(form);
  }
}

function say(element: Element | null, name: string): void {
  if (element && isConnected(element)) dispatchEvent(element, new Event(name, { bubbles: true }));
}
