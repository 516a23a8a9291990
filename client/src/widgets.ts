// Who shows in their own way what stands in a field: a rich select, an editor, a framework. They listen
// to what a browser says when somebody types or empties a form, so that is said of what an answer has
// changed. A page with scripts of its own loads this.

import { stateOf, type Note, type Settled } from "./controls.ts";
import { dispatchEvent, isConnected, reset } from "./dom.ts";

export function tell(notes: Note[], settled: Settled): void {
  const changed = new Set<Element | null>();
  const emptied = new Set<HTMLFormElement | null>();
  const filled = new Set<HTMLFormElement | null>();
  for (const { control, state, server, isOwn, isScripts } of notes) {
    const now = stateOf(control);
    if (!isScripts && now !== state) changed.add("selected" in control ? control.closest("select") : control);
    // As `reset` would: everything was sent, and stands as before it was filled in.
    if (settled.has(control) ? isOwn || (!isScripts && now !== server) : !isScripts) filled.add(control.form);
    else if (state && state !== server) emptied.add(control.form);
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
