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
  if ((submitter ?? form).closest("[data-pb-off]") || form.closest("[data-pb-off]")) return undefined;
  // Not `form.action`: a field of that name would stand before it.
  const read = (name: string): string => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  const target = read("target") || document.querySelector("base[target]")?.getAttribute("target") || "_self";
  const enctype = read("enctype").toLowerCase();
  if (read("method").toLowerCase() !== "post" || target.toLowerCase() !== "_self" || enctype === "text/plain") return undefined;
  const url = new URL(read("action") || location.href, document.baseURI);
  // Without `_action` it is for the app's own handler, which does not answer with a frame.
  if (url.origin !== location.origin || !url.searchParams.has("_action")) return undefined;
  const id = newId();
  const data = dataOf(form, submitter);
  const states: Settled = new Map(controlsOf(form).map((control) => [control, stateOf(control)]));
  const ops = readOps(form, submitter, data, id);
  return { id, form, submitter, url, data, isMultipart: enctype === "multipart/form-data", states, ops };
}

/** `crypto.randomUUID` is missing where there is no https, as on a phone in the office's network. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Also those that belong to the form by their `form` attribute. */
function controlsOf(form: HTMLFormElement): ReturnType<typeof controlsIn> {
  return controlsIn(document.documentElement).filter((control) => control.form === form);
}

function dataOf(form: HTMLFormElement, submitter: HTMLElement | null): FormData {
  try {
    return new FormData(form, submitter);
  } catch {
    const data = new FormData(form);
    const name = submitter?.getAttribute("name");
    if (name) data.append(name, submitter?.getAttribute("value") ?? "");
    return data;
  }
}

/** A double click: the same button with the same data. */
export function isSame(one: Submission, other: Submission): boolean {
  return (
    one.form === other.form && one.submitter === other.submitter && one.url.href === other.url.href &&
    JSON.stringify(plain(one.data)) === JSON.stringify(plain(other.data))
  );
}

function plain(data: FormData): unknown[] {
  return [...data].map(([name, value]) =>
    typeof value === "string" ? [name, value] : [name, value.name, value.size, value.lastModified],
  );
}
