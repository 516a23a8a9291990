// Sends one call and reads its response, through the page's runtime, which also shows the returned page, or with `fetch`.

import { hooks } from "./hooks.ts";
import type { Outcome } from "./types.ts";

/** The head of the server's response. */
export interface Head {
  ok: boolean;
  outcome: Outcome | "done" | "redirect";
  result?: unknown;
  errors?: Record<string, string[]>;
  say?: string;
  digest?: string;
  /** The target of a redirect, or the address of the sign-in page. */
  url?: string;
  page?: "full" | "same" | "none";
  /** The current ids of the actions, if the id of the call is no longer valid. */
  actions?: Record<string, string>;
}

/** The functions that the server's browser runtime offers to scripts. */
interface Runtime {
  submit(form: HTMLFormElement, options: { signal: AbortSignal }): Promise<Head>;
  refresh(): Promise<boolean>;
}

export const runtime = (): Runtime | undefined => (globalThis as { postback?: Runtime }).postback;

/** Loads the page again and shows what changed. Returns `false` if the page could not be loaded, or has no runtime. */
export const refresh = async (): Promise<boolean> => !!(await runtime()?.refresh());

const PATIENCE_MS = 60_000;

/** Query parameters that belong to a form of the page and not to the page itself. */
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
  // The caller shows an error, because the runtime's message disappears with this form. After a success the
  // form is removed, and the runtime follows the redirect.
  form.addEventListener("pb:error", (event) => event.preventDefault());
  form.addEventListener("pb:result", (event) => (event as CustomEvent<Head>).detail.ok && form.remove());
  document.documentElement.append(form);
  // A call that has ended is not sent again when the connection returns.
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
