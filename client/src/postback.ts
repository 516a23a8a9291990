// The start: what the document tells us, and what a page's own scripts can call.

import { noteScripts } from "./create.ts";
import { prepareOps } from "./declared.ts";
import { areFine } from "./files.ts";
import { endAll } from "./pending.ts";
import { noteScroll } from "./places.ts";
import { arrive, refresh, submit as send, type Result } from "./runtime.ts";
import { prepare } from "./speak.ts";
import { takeOver } from "./takeover.ts";

declare global {
  var postback: { submit: typeof submit };
}

/** Submits a form as its button would. `signal` stops the waiting, not an action that runs. */
function submit(
  form: HTMLFormElement,
  { submitter = null, signal }: { submitter?: HTMLElement | null; signal?: AbortSignal } = {},
): Promise<Result> {
  const submission = takeOver(form, submitter);
  if (!submission) throw new TypeError("This is no form of an action.");
  return send(submission, signal);
}

// Before anything can be submitted here: what is declared is to be shown.
await prepareOps();

globalThis.postback = { submit };

noteScripts();
prepare();

addEventListener("submit", (event) => {
  if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
  // If this fails, the browser submits the form itself.
  const submission = takeOver(event.target, event.submitter);
  if (!submission) return;
  event.preventDefault();
  if (event.target.noValidate || (event.submitter as HTMLButtonElement | null)?.formNoValidate || areFine(submission)) void send(submission);
});

addEventListener("popstate", arrive);

addEventListener("scrollend", noteScroll);

addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  endAll();
  void refresh();
});
