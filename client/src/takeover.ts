// Decides which submissions the runtime takes over, and what exactly the browser would have sent.

import { addressOf, here, type Address } from "./address.ts";
import { FILLED, stateOf, type Control, type Settled } from "./controls.ts";
import { closest, document, getAttribute, noValidate, reportValidity } from "./dom.ts";
import { nodeOf, type Form } from "./forms.ts";
import { failures, uploads } from "./later.ts";

export interface Submission {
  /** The server runs an id once, however often it arrives. */
  id: string;
  /** When it was first submitted. */
  at: number;
  form: Form;
  submitter: HTMLElement | null;
  /** The page on which it was submitted. */
  from: Address;
  address: Address;
  data: FormData;
  isMultipart: boolean;
  /**
   * The largest number of bytes that it sends. A file makes it infinite: such a request is never small enough to
   * outlive the page, and its progress is shown.
   */
  size: number;
  /** Whether it could not be sent at all. */
  isUnsent?: boolean;
  /** The content of the form, to recognise the same submission. */
  request: string;
  /** The values of the fields, to detect later changes by the user. */
  states: Settled;
  /** Ends the waiting. */
  signal: AbortSignal | undefined;
}

/** Takes over a submission, or returns nothing if the browser should submit the form itself. */
export function takeOver(form: Form, submitter: HTMLElement | null, signal?: AbortSignal): Submission | undefined {
  const read = (name: string): string => submitter?.getAttribute("form" + name) ?? getAttribute(form, name) ?? "";
  const address = addressOf(read("action") || location.href, document.baseURI);
  if (
    // The browser is too old, and may lack more than this.
    !AbortSignal.any ||
    // A failure could not be explained.
    !failures.now ||
    [form, submitter ?? form].some((element) => closest(element, "[data-pb-off]")) ||
    !/^post$/i.test(read("method")) ||
    !/^(_self)?$/i.test(read("target")) ||
    !address ||
    // Without `_action` the request is for the app's own handler, which does not answer with a
    // frame.
    !new URL(address).searchParams.has("_action")
  ) {
    return undefined;
  }
  // Includes fields that belong to the form by their `form` attribute.
  const controls = [...document.querySelectorAll<Control>(FILLED)].filter((control) => control.form === nodeOf(form));
  const data = new FormData(nodeOf(form), submitter);
  const isMultipart = /^multipart/i.test(read("enctype"));
  const request = requestOf({ address, data });
  const last = failures.now?.lastOf(form);
  const repeated = last?.request === request ? last : undefined;
  return {
    // Not `crypto.randomUUID`, which is missing without https.
    id: repeated?.id ?? crypto.getRandomValues(new Uint32Array(4)).join("-"),
    at: repeated?.at ?? Date.now(),
    form,
    submitter,
    from: here(),
    address,
    data,
    isMultipart,
    size: sizeOf(data, isMultipart),
    request,
    states: new Map(controls.map((control) => [control, stateOf(control)])),
    signal,
  };
}

function sizeOf(data: FormData, isMultipart: boolean): number {
  if (!isMultipart) return `${new URLSearchParams(data as never)}`.length;
  let size = 0;
  for (const [name, value] of data as Iterable<[string, string | File]>) {
    size += typeof value === "string" ? (name.length + value.length) * 3 + 200 : value.size ? Infinity : 400;
  }
  return size;
}

/** Returns the content of the request, to recognise the same one again. */
export function requestOf({ address, data }: Pick<Submission, "address" | "data">): string {
  const values = ([...data] as [string, File][]).map(([name, value]) => [name, value.name ?? value, value.size, value.lastModified]);
  return JSON.stringify([address, values]);
}

/**
 * Returns whether the browser and the file fields accept the values. `browserHasChecked`: the browser has fired a
 * `submit` event, which it does only for values that it accepts. The server checks the values in any case.
 */
export function isFine(submission: Submission, browserHasChecked = false): boolean {
  const { form, submitter, size } = submission;
  if (noValidate(form) || (submitter as HTMLButtonElement | null)?.formNoValidate) return true;
  return (browserHasChecked || reportValidity(form)) && (size < Infinity || uploads.now?.areFine(submission) !== false);
}
