// Which submits are ours, and what exactly the browser would have sent.

import { addressOf, type Address } from "./address.ts";
import { FILLED, stateOf, type Control, type Settled } from "./controls.ts";

export interface Submission {
  /** The server runs one id once, however often it arrives. */
  id: string;
  form: HTMLFormElement;
  submitter: HTMLElement | null;
  address: Address;
  data: FormData;
  isMultipart: boolean;
  /** What the fields held, to see later what the user has changed since. */
  states: Settled;
}

/** Nothing if the browser is to submit it itself. */
export function takeOver(form: HTMLFormElement, submitter: HTMLElement | null): Submission | undefined {
  // Not `form.action`: a field of that name would stand before it.
  const read = (name: string): string => submitter?.getAttribute("form" + name) ?? form.getAttribute(name) ?? "";
  const address = addressOf(read("action") || location.href, document.baseURI);
  if (
    // The browser is too old: it may lack more than this.
    !AbortSignal.any ||
    (submitter ?? form).closest("[data-pb-off]") ||
    !/^post$/i.test(read("method")) ||
    !/^(_self)?$/i.test(read("target")) ||
    !address ||
    // Without `_action` it is for the app's own handler, which does not answer with a frame.
    !new URL(address).searchParams.has("_action")
  ) {
    return undefined;
  }
  // Not `form.elements`, as above. Also those that belong to the form by their `form` attribute.
  const controls = [...document.querySelectorAll<Control>(FILLED)].filter((control) => control.form === form);
  return {
    // Not `crypto.randomUUID`, which is missing where there is no https.
    id: crypto.getRandomValues(new Uint32Array(4)).join("-"),
    form,
    submitter,
    address,
    data: new FormData(form, submitter),
    isMultipart: /^multipart/i.test(read("enctype")),
    states: new Map(controls.map((control) => [control, stateOf(control)])),
  };
}

/** What it asks of the server, to recognise a double click. */
export function requestOf({ address, data }: Submission): string {
  const values = ([...data] as [string, File][]).map(([name, value]) => [name, value.name ?? value, value.size, value.lastModified]);
  return JSON.stringify([address, values]);
}
