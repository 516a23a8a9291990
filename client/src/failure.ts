// What a form says when its submit came to nothing that the page itself could show, and how it is
// sent again: the same under the same id, because nobody knows whether it was run. Every page loads this
// beforehand: without it no form is taken over, and it may be needed when there is no connection.

import type { WebAddress } from "./address.ts";
import { checkVisibility, closest, parentElement, prepend, querySelector } from "./dom.ts";
import { emit } from "./events.ts";
import { nodeOf, type Form } from "./forms.ts";
import { make } from "./make.ts";
import type { Submission } from "./takeover.ts";
import * as wording from "./wording.ts";

/** What the core does for us. */
export interface Core {
  submit(submission: Submission): unknown;
  takeOver(form: Form, submitter: HTMLElement | null, signal?: AbortSignal): Submission | undefined;
  /** Whether the browser and the files' fields let it go. */
  isFine(submission: Submission): boolean | undefined;
}

const REASONS = {
  offline: wording.OFFLINE,
  timeout: wording.TIMEOUT,
  bad_reply: wording.BAD_REPLY,
  overflow: wording.OVERFLOW,
};
/** How long the server knows an id. */
const REMEMBERED_MS = 600_000;
const ENTERED = "textarea,select,input:not([type=hidden],[type=submit])";

const boxes = new WeakMap<Form, Element>();
/** What has no answer, by form, in the order of the submits. */
const unanswered = new Map<Form, Submission[]>();

/** As the last failure has it. */
let shared: Core | undefined;

addEventListener("online", () => shared && resend(shared));

/** Something is sent, in place of what went wrong before. */
export function takeFrom(form: Form): Submission[] {
  const all = unanswered.get(form) ?? [];
  unanswered.delete(form);
  boxes.get(form)?.remove();
  return all;
}

/** What this form has sent last, if that has no answer. */
export function lastOf(form: Form): Submission | undefined {
  return unanswered.get(form)?.at(-1);
}

/** There is no answer. */
export function fail(submission: Submission, outcome: keyof typeof REASONS, core: Core): void {
  const { id, form } = submission;
  shared = core;
  const again = retry(submission, core);
  unanswered.set(form, [...(unanswered.get(form) ?? []), { ...submission, isUnsent: outcome === "offline" }]);
  if (emit(form, "pb:error", { id, outcome, retry: again })) explain(submission, REASONS[outcome], button(again));
}

/** The server did not want it. Whoever signs in beside this page goes on here. */
export function explainRefusal(submission: Submission, sentence: string, signIn: WebAddress | undefined, core: Core): void {
  if (!signIn) return box(submission, sentence);
  const link = make("a", { textContent: wording.SIGN_IN, href: signIn, target: "_blank" });
  explain(submission, sentence, link, " ", button(retry(submission, core)));
}

/** It leads elsewhere, but something was typed meanwhile. */
export function offerNext(submission: Submission, next: WebAddress): void {
  explain(submission, wording.DONE, make("a", { textContent: wording.CONTINUE, href: next }));
}

/** What stands in the form by now, after what it has sent before. */
function retry(submission: Submission, core: Core): () => void {
  return () => {
    const now = anew(submission, core);
    if (now.request !== submission.request && !core.isFine(now)) return;
    const before = takeFrom(submission.form).filter(({ id }) => id !== submission.id);
    for (const one of [...before, now]) core.submit(one);
  };
}

/** There is a connection again: what could not be sent is, as long as the server would know it, unless its
 * form has been changed since. */
function resend(core: Core): void {
  const isKnown = ({ at, isUnsent }: Submission): boolean => !!isUnsent && Date.now() - at < REMEMBERED_MS;
  for (const [form, all] of unanswered) {
    const last = all.at(-1)!;
    if (all.every(isKnown) && anew(last, core).request === last.request) takeFrom(form).forEach((one) => core.submit(one));
  }
}

/** What its form holds by now, for the same button; the same if that is gone. */
function anew(submission: Submission, { takeOver }: Core): Submission {
  const { form, submitter, signal } = submission;
  const isWhole = !submitter || (submitter as HTMLButtonElement).form === nodeOf(form);
  const now = isWhole && takeOver(form, submitter, signal);
  // A script may have disabled its fields.
  return now && now.size ? now : submission;
}

function explain(submission: Submission, sentence: string, ...ways: (string | Node)[]): void {
  const isEntered = querySelector(submission.form, ENTERED);
  box(submission, isEntered ? `${sentence} ${wording.KEPT}` : sentence, ...ways);
}

/** Above the form's fields, or in the question that is open over them. */
function box({ form, submitter }: Submission, sentence: string, ...ways: (string | Node)[]): void {
  boxes.get(form)?.remove();
  const box = make("div", { className: "pb-failure", role: "alert" });
  box.append(make("p", { textContent: sentence }), ...ways);
  boxes.set(form, box);
  const asked = submitter ?? form;
  // A page that came meanwhile may not have the form any more, and one that is not shown says nothing.
  const places = [closest(asked, ":popover-open,dialog[open]"), form, parentElement(asked), document.body];
  const place = places.find((place) => place && checkVisibility(place));
  if (place) prepend(place, box);
}

function button(retry: () => void): HTMLElement {
  return make("button", { textContent: wording.TRY_AGAIN, type: "button", onclick: retry });
}
