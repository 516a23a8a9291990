// Which submits are ours, and what exactly the browser would have sent.

import { controlsIn, stateOf, type Settled } from "./controls.ts";
import { readOps, type Op } from "./optimistic.ts";

export interface Submission {
  /** The server runs one id once, however often it arrives. */
  id: string;
  form: HTMLFormElement;
  submitter: HTMLElement | null;
  url: URL;
  data: FormData;
  isMultipart: boolean;
  /** What the fields held, to see later what the user has changed since. */
  states: Settled;
  ops: Op[];
}

/** Nothing if the browser is to submit it itself. */
export function takeOver(form: HTMLFormElement, submitter: HTMLElement | null): Submission | undefined {
  if ([form, submitter].some((element) => element?.closest("[data-pb-off]"))) return undefined;
  // Not `form.action`: a field of that name would stand before it.
  const read = (name: string): string => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  const target = read("target") || document.querySelector("base[target]")?.getAttribute("target") || "_self";
  const enctype = read("enctype").toLowerCase();
  if (read("method").toLowerCase() !== "post" || target.toLowerCase() !== "_self" || enctype === "text/plain") return undefined;
  const url = new URL(read("action") || location.href, document.baseURI);
  // Without `_action` it is for the app's own handler, which does not answer with a frame.
  if (url.origin !== location.origin || !url.searchParams.has("_action")) return undefined;
  // Not `crypto.randomUUID`, which is missing where there is no https.
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const data = new FormData(form, submitter);
  const states: Settled = new Map(controlsOf(form).map((control) => [control, stateOf(control)]));
  const ops = readOps(form, submitter, data, id);
  return { id, form, submitter, url, data, isMultipart: enctype === "multipart/form-data", states, ops };
}

/** Also those that belong to the form by their `form` attribute. */
function controlsOf(form: HTMLFormElement): ReturnType<typeof controlsIn> {
  return controlsIn(document.documentElement).filter((control) => control.form === form);
}

/** A double click: the same button with the same data. */
export function isSame(one: Submission, other: Submission): boolean {
  return one.form === other.form && one.submitter === other.submitter && plain(one) === plain(other);
}

function plain({ url, data }: Submission): string {
  const values = [...data].map(([name, value]) =>
    typeof value === "string" ? [name, value] : [name, value.name, value.size, value.lastModified],
  );
  return JSON.stringify([url, values]);
}
