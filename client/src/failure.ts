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

/** The functions of the core that this module needs. */
export interface Core {
  submit(submission: Submission): unknown;
  takeOver(form: Form, submitter: HTMLElement | null, signal?: AbortSignal): Submission | undefined;
  /** Returns whether the browser and the file fields accept the values. */
  isFine(submission: Submission): boolean | undefined;
}

const REASONS = {
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

/** The core of the last failure. */
let shared: Core | undefined;

addEventListener("online", () => shared && resend(shared));

/** Takes over the unanswered submissions of a form when it submits again. */
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
export function fail(submission: Submission, outcome: keyof typeof REASONS, core: Core): void {
  const { id, form } = submission;
  shared = core;
  const again = retry(submission, core);
  unanswered.set(form, [...(unanswered.get(form) ?? []), { ...submission, isUnsent: outcome === "offline" }]);
  if (emit(form, "pb:error", { id, outcome, retry: again })) explain(submission, REASONS[outcome], button(again));
}

/** Explains a refusal. A user who signs in beside this page can continue here. */
export function explainRefusal(submission: Submission, sentence: string, signIn: WebAddress | undefined, core: Core): void {
  if (!signIn) return box(submission, sentence);
  const link = make("a", { textContent: wording.SIGN_IN, href: signIn, target: "_blank" });
  explain(submission, sentence, link, " ", button(retry(submission, core)));
}

/** Offers a link to the next page, because something was typed meanwhile. What was submitted does not stay. */
export function offerNext(submission: Submission, next: WebAddress): void {
  box(submission, wording.DONE, make("a", { textContent: wording.CONTINUE, href: next }));
}

/** Returns a function that submits the form's current values after the unanswered ones. */
function retry(submission: Submission, core: Core): () => void {
  return () => {
    const now = anew(submission, core);
    if (now.request !== submission.request && !core.isFine(now)) return;
    const before = takeFrom(submission.form).filter(({ id }) => id !== submission.id);
    for (const one of [...before, now]) core.submit(one);
  };
}

/**
 * Submits what could not be sent, once the connection is back: while the server remembers its id, and unless
 * the form was changed.
 */
function resend(core: Core): void {
  const isKnown = ({ at, isUnsent }: Submission): boolean => !!isUnsent && Date.now() - at < REMEMBERED_MS;
  for (const [form, all] of unanswered) {
    const last = all.at(-1)!;
    if (all.every(isKnown) && anew(last, core).request === last.request) takeFrom(form).forEach((one) => core.submit(one));
  }
}

/**
 * Returns a submission of the form's current values with the same button, or the old one if the form is gone.
 */
function anew(submission: Submission, { takeOver }: Core): Submission {
  const { form, submitter, signal } = submission;
  const isWhole = !submitter || (submitter as HTMLButtonElement).form === nodeOf(form);
  const now = isWhole && takeOver(form, submitter, signal);
  // A script may have disabled the fields.
  return now && now.size ? now : submission;
}

function explain(submission: Submission, sentence: string, ...ways: (string | Node)[]): void {
  const isEntered = querySelector(submission.form, ENTERED);
  box(submission, isEntered ? `${sentence} ${wording.KEPT}` : sentence, ...ways);
}

/** Shows a message above the form's fields, or in the dialog that covers them. */
function box({ form, submitter }: Submission, sentence: string, ...ways: (string | Node)[]): void {
  boxes.get(form)?.remove();
  const box = make("div", { className: "pb-failure", role: "alert" });
  box.append(make("p", { textContent: sentence }), ...ways);
  boxes.set(form, box);
  const asked = submitter ?? form;
  // A page that arrived meanwhile may not contain the form, and an invisible form shows nothing.
  const places = [closest(asked, ":popover-open,dialog[open]"), form, parentElement(asked), document.body];
  const place = places.find((place) => place && checkVisibility(place));
  if (place) prepend(place, box);
}

function button(retry: () => void): HTMLElement {
  return make("button", { textContent: wording.TRY_AGAIN, type: "button", onclick: retry });
}
