// One call and its answer: by the runtime of the page, which shows the page that comes along, or without it.

import { hooks } from "./hooks.ts";
import type { Outcome } from "./types.ts";

/** The head of the server's answer. */
export interface Head {
  ok: boolean;
  outcome: Outcome | "done" | "redirect";
  result?: unknown;
  errors?: Record<string, string[]>;
  say?: string;
  digest?: string;
  /** Where it leads, or where to sign in. */
  url?: string;
  page?: "full" | "same" | "none";
  /** The ids of now, if that of the call was not one of them any more. */
  actions?: Record<string, string>;
}

/** What the browser runtime of the server lets scripts do. */
interface Runtime {
  submit(form: HTMLFormElement, options: { signal: AbortSignal }): Promise<Head>;
  refresh(): Promise<boolean>;
}

export const runtime = (): Runtime | undefined => (globalThis as { postback?: Runtime }).postback;

/** Reads the page anew and shows what has changed. False if it could not be had, or nobody shows it here. */
export const refresh = async (): Promise<boolean> => !!(await runtime()?.refresh());

const PATIENCE_MS = 60_000;

/** What an address can have of a form of the page, and not of the page. */
const OF_FORMS = ["_args", "_k", "_once", "_form"];

export function send(action: string, args: string | undefined, data: FormData, own?: AbortSignal): Promise<Head> {
  const url = new URL(hooks.page(), location.href);
  const query = url.searchParams;
  for (const name of OF_FORMS) query.delete(name);
  query.set("_action", action);
  if (args) query.set("_args", args);
  query.set("_call", runtime() ? "page" : "none");
  const isMultipart = [...data.values()].some((value) => typeof value !== "string");
  return (runtime() ? byRuntime : byFetch)(url.href, data, isMultipart, own ?? new AbortController().signal);
}

async function byRuntime(url: string, data: FormData, isMultipart: boolean, own: AbortSignal): Promise<Head> {
  const form = document.createElement("form");
  form.method = "post";
  form.setAttribute("action", url);
  if (isMultipart) form.enctype = "multipart/form-data";
  form.dataset["pbLane"] = "parallel";
  form.addEventListener("formdata", ({ formData }) => data.forEach((value, name) => formData.append(name, value as string)));
  // What is refused is the caller's to say, not the runtime's: its sentence goes away with this form. Where a
  // success leads is the runtime's: there is no form any more.
  form.addEventListener("pb:error", (event) => event.preventDefault());
  form.addEventListener("pb:result", (event) => (event as CustomEvent<Head>).detail.ok && form.remove());
  document.documentElement.append(form);
  // What has ended is not sent again when there is a connection.
  const over = new AbortController();
  try {
    return await runtime()!.submit(form, { signal: AbortSignal.any([over.signal, own]) });
  } finally {
    over.abort();
    form.remove();
  }
}

async function byFetch(url: string, data: FormData, isMultipart: boolean, own: AbortSignal): Promise<Head> {
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let head: Head = { ok: false, outcome: "offline" };
  try {
    if (!emit("pb:submit", { id, data })) own = AbortSignal.abort();
    const response = await fetch(url, {
      method: "POST",
      body: isMultipart ? data : new URLSearchParams(data as never),
      headers: { "Postback-Request": "1", "Postback-Id": id },
      redirect: "manual",
      signal: AbortSignal.any([patience, own]),
    });
    const text = await response.text();
    head.outcome = "bad_reply";
    const read = JSON.parse(text.slice(0, text.indexOf("\n")));
    const isFrame = response.headers.get("Content-Type")!.startsWith("application/vnd.postback");
    if (isFrame && read.v === 1 && read.status === response.status) head = read;
  } catch {
    head.outcome = own.aborted ? "cancelled" : patience.aborted ? "timeout" : head.outcome;
  }
  emit("pb:result", head);
  return head;
}

const emit = (name: string, detail: object): boolean => document.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }));
