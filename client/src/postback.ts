// The entry point: the document's events, and the functions for a page's own scripts.

import { watchTyping } from "./attention.ts";
import type { Form } from "./forms.ts";
import { backs, loadModules } from "./later.ts";
import { endAll } from "./pending.ts";
import { sendWaiting, submit as send, type Result } from "./runtime.ts";
import { isFine, takeOver } from "./takeover.ts";
import { arrive, isArriving, refresh } from "./visit.ts";

declare global {
  var postback: { submit: typeof submit; refresh: typeof refresh };
}

addEventListener("popstate", arrive);

// Until all needed modules are loaded, the browser submits forms itself.
const ready = loadModules();

/** Submits a form as its button would. `signal` stops the waiting, not a running action. */
function submit(
  form: HTMLFormElement,
  { submitter = null, signal }: { submitter?: HTMLElement | null; signal?: AbortSignal } = {},
): Promise<Result> {
  const submission = takeOver(form as unknown as Form, submitter, signal);
  if (!submission) throw new TypeError("This form calls no action.");
  return send(submission);
}

globalThis.postback = { submit: (...all) => ready.then(() => submit(...all)), refresh };
await ready;
globalThis.postback = { submit, refresh };

watchTyping();

addEventListener("submit", (event) => {
  if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
  // If this fails, the browser submits the form itself.
  const submission = takeOver(event.target as unknown as Form, event.submitter);
  if (!submission) return;
  event.preventDefault();
  // The page of the form is being left.
  if (!isArriving && isFine(submission, true)) void send(submission);
});

addEventListener("pb:commit", loadModules);

backs.now?.start({ refresh, endAll, isArriving: () => isArriving });

addEventListener("pagehide", sendWaiting);
