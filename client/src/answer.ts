// Applies the answer to a submission to the page, or explains that there is none.

import { addressOf, here, leaveFor, placeOf, webAddressOf } from "./address.ts";
import type { attention } from "./attention.ts";
import { hold } from "./controls.ts";
import { document } from "./dom.ts";
import { emit } from "./events.ts";
import type { Core } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { readPage } from "./html.ts";
import { closing, failures, navigation } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import type { Failure } from "./send.ts";
import { focusProblem, say } from "./speak.ts";
import type { Submission } from "./takeover.ts";
import { partnerOf } from "./tree.ts";
import { change, compareBuild, leave, settled, show } from "./visit.ts";
import { FAILED, problems, withCode } from "./wording.ts";

/** Releases the submitted fields, which follow the server again, and closes the answered confirmation. */
export function settle({ form, submitter, states }: Submission, { ok, page }: Head): void {
  for (const [control, state] of states) {
    hold(control, !ok);
    // A page without script never shows a password again.
    if (ok || (page === "full" && control.matches("[type=password]"))) settled.set(control, state);
  }
  if (ok) closing.now?.close(form, submitter, states, partnerOf);
}

/**
 * Applies the answer to request number `n`: shows its page, follows its redirect, or announces its message.
 * `since` reports what the user has done since the request was sent.
 */
export async function answer(submission: Submission, { head, html, policy }: Frame, n: number, since: ReturnType<typeof attention>, core: Core): Promise<void> {
  const { id, form, from } = submission;
  const { ok, url, asof, etag } = head;
  const to = url === undefined ? undefined : addressOf(url);
  const way = webAddressOf(url);
  compareBuild(head.build);
  const isHere = from === here();
  const leads = isHere && (to ? placeOf(to) !== from : !!way);
  const elsewhere = to && (await navigation.load());
  const next = html ? await readPage(html, policy) : undefined;
  if (ok && leads && since.hasTyped()) {
    // This page contains what was typed meanwhile.
    failures.now!.offerNext(submission, way!);
    leaveOut(id);
    return order.isBehind();
  }
  const isPage = next || (head.page === "same" && etag === order.shown.etag);
  // Another site shows its own page, and the browser itself loads a page that only it can show.
  if (!isPage || (url !== undefined && !elsewhere)) {
    leaveOut(id);
    if (!ok) {
      // The notice on the page belongs to the previous action.
      change(() => page.forget(".pb-notice"));
      // Without the notice the page no longer matches its etag.
      order.shown.etag = undefined;
      explainRefusal(submission, head, core);
    } else if (isHere && (way || html)) leaveFor(way ?? here());
    else order.isBehind();
    return;
  }
  const version = { asof, n, etag };
  const isStillHere = from === here();
  const isNewer = isStillHere && order.accepts(version);
  if (isStillHere && leads) {
    // The redirect is followed in any case. If its page is older than the shown one, it is
    // requested again.
    leave();
    order.accepts(version);
    elsewhere!.go(to!, head.replace);
  }
  if (!isNewer) order.isBehind();
  if (isStillHere && leads) {
    show(next, id);
    elsewhere!.begin();
    say(document.title);
  } else if (isNewer) {
    show(next, id);
    if (to) elsewhere!.jumpTo(to);
    if (!ok && !since.hasGoneOn()) focusProblem(form);
  } else {
    leaveOut(id);
    if (!ok) explainRefusal(submission, head, core);
  }
}

/** Removes the optimistic changes of a submission whose page is not shown. */
export function leaveOut(id: string): void {
  change(() => page.drop(id));
}

/** Explains a submission without a readable answer. */
export function explainFailure(submission: Submission, outcome: Failure, core: Core): void {
  if (outcome !== "cancelled") return failures.now!.fail(submission, outcome, core);
  emit(submission.form, "pb:cancel", { id: submission.id });
  // The action may have run.
  order.isBehind();
}

function explainRefusal(submission: Submission, head: Head, core: Core): void {
  failures.now!.explainRefusal(submission, told(head), webAddressOf(head.url), core);
}

/** Returns the text of the answer. */
export function told({ say, errors = {}, digest, ok }: Head): string {
  const { length } = Object.values(errors).flat();
  const text = say ?? (length ? problems(length) : ok ? "" : FAILED);
  return digest && !ok ? withCode(text, digest) : text;
}
