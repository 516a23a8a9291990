// Explains a submission that the page itself cannot answer, and submits it again: with the same id,
// because it is unknown whether the action ran. Every page preloads this module: without it no form
// is taken over, and it may be needed while there is no connection.

import type { WebAddress } from "./address.ts";
import { checkVisibility, closest, parentElement, prepend, querySelector } from "./dom.ts";
import { emit } from "./events.ts";
import { nodeOf, type Form } from "./forms.ts";
import { make } from "./make.ts";
import type { Submission } from "./takeover.ts";
import * as wording from "./wording.ts";

/** The functions of the core with which this module submits again. */
export interface SubmitFunctions {
  submit(submission: Submission): unknown;
  takeOver(form: Form, submitter: HTMLElement | null, signal?: AbortSignal): Submission | undefined;
  /** Returns whether the browser and the file fields accept the values. */
  isFine(submission: Submission): boolean | undefined;
}

const SENTENCES = {
  offline: wording.OFFLINE,
  timeout: wording.TIMEOUT,
  bad_reply: wording.BAD_REPLY,
  overflow: wording.OVERFLOW,
};
/** How long the server remembers an id. */
const REMEMBERED_MS = 600_000;
const ENTERED = "textarea,select,input:not([type=hidden],[type=submit])";

const boxes = new WeakMap<Form, Element>();
/** The unanswered submissions by form, in order. */
const unanswered = new Map<Form, Submission[]>();

/** The functions of the core, once a submission has failed. */
let lastCore: SubmitFunctions | undefined;

addEventListener("online", () => lastCore && resend(lastCore));

/** Returns the unanswered submissions of a form and forgets them, because it submits again. */
export function takeFrom(form: Form): Submission[] {
  const all = unanswered.get(form) ?? [];
  unanswered.delete(form);
  boxes.get(form)?.remove();
  return all;
}

/** Returns the last submission of this form, if it is unanswered. */
export function lastOf(form: Form): Submission | undefined {
  return unanswered.get(form)?.at(-1);
}

/** Explains that there is no answer. */
export function fail(submission: Submission, outcome: keyof typeof SENTENCES, core: SubmitFunctions): void {
  const { id, form } = submission;
  lastCore = core;
  const again = retry(submission, core);
  unanswered.set(form, [...(unanswered.get(form) ?? []), { ...submission, isUnsent: outcome === "offline" }]);
  if (emit(form, "pb:error", { id, outcome, retry: again })) explain(submission, SENTENCES[outcome], button(again));
}

/** Explains a refusal. The sign-in page opens in another tab, so that the user can continue here. */
export function explainRefusal(submission: Submission, sentence: string, signIn: WebAddress | undefined, core: SubmitFunctions): void {
  if (!signIn) return showBox(submission, sentence);
  const link = make("a", { textContent: wording.SIGN_IN, href: signIn, target: "_blank" });
  explain(submission, sentence, link, " ", button(retry(submission, core)));
}

/**
 * Offers a link to the next page instead of opening it, because this page contains what was typed meanwhile.
 * The submission itself is done and is not repeated.
 */
export function offerNext(submission: Submission, next: WebAddress): void {
  showBox(submission, wording.DONE, make("a", { textContent: wording.CONTINUE, href: next }));
}

/** Returns a function that submits the form's current values after the unanswered ones. */
function retry(submission: Submission, core: SubmitFunctions): () => void {
  return () => {
    const current = resubmissionOf(submission, core);
    if (current.request !== submission.request && !core.isFine(current)) return;
    const before = takeFrom(submission.form).filter(({ id }) => id !== submission.id);
    for (const each of [...before, current]) core.submit(each);
  };
}

/**
 * Submits what could not be sent, once the connection is back: only while the server remembers its id, and only if
 * the form has not changed.
 */
function resend(core: SubmitFunctions): void {
  const isRepeatable = ({ at, isUnsent }: Submission): boolean => !!isUnsent && Date.now() - at < REMEMBERED_MS;
  for (const [form, all] of unanswered) {
    const last = all.at(-1)!;
    if (all.every(isRepeatable) && resubmissionOf(last, core).request === last.request) takeFrom(form).forEach((each) => core.submit(each));
  }
}

/**
 * Returns a submission of the form's current values with the same button, or the old one if the form is gone.
 */
function resubmissionOf(submission: Submission, { takeOver }: SubmitFunctions): Submission {
  const { form, submitter, signal } = submission;
  const hasItsButton = !submitter || (submitter as HTMLButtonElement).form === nodeOf(form);
  const current = hasItsButton && takeOver(form, submitter, signal);
  // If a script has disabled the fields, there is nothing to read from them.
  return current && current.size ? current : submission;
}

function explain(submission: Submission, sentence: string, ...actions: (string | Node)[]): void {
  const isEntered = querySelector(submission.form, ENTERED);
  showBox(submission, isEntered ? `${sentence} ${wording.KEPT}` : sentence, ...actions);
}

/** Shows a message above the form's fields, or in the dialog that covers them. */
function showBox({ form, submitter }: Submission, sentence: string, ...actions: (string | Node)[]): void {
  boxes.get(form)?.remove();
  const box = make("div", { className: "pb-failure", role: "alert" });
  box.append(make("p", { textContent: sentence }), ...actions);
  boxes.set(form, box);
  const origin = submitter ?? form;
  // A page that arrived meanwhile may not contain the form, and an invisible form shows nothing.
  const places = [closest(origin, ":popover-open,dialog[open]"), form, parentElement(origin), document.body];
  const place = places.find((place) => place && checkVisibility(place));
  if (place) prepend(place, box);
}

function button(retry: () => void): HTMLElement {
  return make("button", { textContent: wording.TRY_AGAIN, type: "button", onclick: retry });
}
