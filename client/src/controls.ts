// What stands in the fields of a form: the user's, until it is exactly what was submitted.

import { own } from "./forms.ts";
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

/** Notes what the user has changed, before a morph. `restore` puts it right; `tell` lets those know
 * who show in their own way what stands in a field. */
export function remember(root: Element, settled: Settled): { restore: () => void; tell: () => void } {
  const notes = [...root.querySelectorAll<Control>(FILLED)].map((control) => {
    const was = partnerOf(control);
    const state = stateOf(control);
    const server = was && stateOf(was);
    return {
      control,
      state,
      server,
      isScripts: !was || control.matches("[type=hidden]"),
      isOwn: (state !== server || refused.has(control)) && state !== settled.get(control) && !control.hasAttribute("data-pb-sync"),
    };
  });

  function restore(): void {
    // What the user has chosen comes last, because it is what the others of its group are not.
    for (const turn of [false, true]) {
      for (const { control, state, isOwn, isScripts } of notes) {
        if (isScripts || isOwn !== turn) continue;
        const wanted = isOwn ? state : stateOf(partnerOf(control)!);
        if (stateOf(control) !== wanted) control[propertyOf(control) as "value"] = wanted as string;
      }
    }
  }

  function tell(): void {
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
    const say = (element: Element | null, name: string): unknown => element && own(element as HTMLElement, "isConnected") && own(element as HTMLElement, "dispatchEvent")(new Event(name, { bubbles: true }));
    for (const element of changed) {
      say(element, "input");
      say(element, "change");
    }
    for (const form of emptied) if (!filled.has(form)) say(form, "reset");
  }

  return { restore, tell };
}
