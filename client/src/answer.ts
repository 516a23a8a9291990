// Applies the answer to a submission to the page, or explains that there is none.

import { addressOf, here, leaveFor, webAddressOf, withoutFragment } from "./address.ts";
import type { Activity } from "./attention.ts";
import { noteRefusal } from "./controls.ts";
import { document } from "./dom.ts";
import { emit } from "./events.ts";
import type { SubmitFunctions } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { readPage } from "./html.ts";
import { closing, failures, navigation } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import type { Failure } from "./send.ts";
import { announce, focusProblem } from "./speak.ts";
import type { Submission } from "./takeover.ts";
import { partnerOf } from "./tree.ts";
import { change, compareBuild, leavePage, settled, showPage } from "./visit.ts";
import { FAILED, problems, withCode } from "./wording.ts";

/** Releases the submitted fields, which follow the server again, and closes the answered confirmation. */
export function settle({ form, submitter, states }: Submission, { ok, page }: Head): void {
  for (const [control, state] of states) {
    noteRefusal(control, !ok);
    // A page without script never shows a password again.
    if (ok || (page === "full" && control.matches("[type=password]"))) settled.set(control, state);
  }
  if (ok) closing.now?.close(form, submitter, states, partnerOf);
}

/**
 * Applies the answer to request number `n`: shows its page, follows its redirect, or announces its message.
 * `activity` is what the user has done since the submission.
 */
export async function answer(submission: Submission, { head, html, policy }: Frame, n: number, activity: Activity, core: SubmitFunctions): Promise<void> {
  const { id, form, from } = submission;
  const { ok, url, asof, etag } = head;
  const target = url === undefined ? undefined : addressOf(url);
  const webTarget = webAddressOf(url);
  compareBuild(head.build);
  const isHere = from === here();
  const leadsElsewhere = isHere && (target ? withoutFragment(target) !== from : !!webTarget);
  const navigationModule = target && (await navigation.load());
  const next = html ? await readPage(html, policy) : undefined;
  if (ok && leadsElsewhere && activity.hasTyped()) {
    // This page contains what was typed meanwhile.
    failures.now!.offerNext(submission, webTarget!);
    dropChanges(id);
    return order.noteUnshownPage();
  }
  const isPage = next || (head.page === "same" && etag === order.shownVersion.etag);
  // Another site shows its own page, and the browser itself loads a page that only it can show.
  if (!isPage || (url !== undefined && !navigationModule)) {
    dropChanges(id);
    if (!ok) {
      // The notice on the page belongs to the previous action.
      change(() => page.removeOutdated(".pb-notice"));
      // Without the notice the page no longer matches its etag.
      order.shownVersion.etag = undefined;
      explainRefusal(submission, head, core);
    } else if (isHere && (webTarget || html)) leaveFor(webTarget ?? here());
    else order.noteUnshownPage();
    return;
  }
  const version = { asof, n, etag };
  const isStillHere = from === here();
  const isNewer = isStillHere && order.accept(version);
  if (isStillHere && leadsElsewhere) {
    // The redirect is followed in any case. If its page is older than the shown one, it is
    // requested again.
    leavePage();
    order.accept(version);
    navigationModule!.go(target!, head.replace);
  }
  if (!isNewer) order.noteUnshownPage();
  if (isStillHere && leadsElsewhere) {
    showPage(next, id);
    navigationModule!.begin();
    announce(document.title);
  } else if (isNewer) {
    showPage(next, id);
    if (target) navigationModule!.jumpTo(target);
    if (!ok && !activity.hasGoneOn()) focusProblem(form);
  } else {
    dropChanges(id);
    if (!ok) explainRefusal(submission, head, core);
  }
}

/** Removes the optimistic changes of a submission whose page is not shown. */
export function dropChanges(id: string): void {
  change(() => page.dropChanges(id));
}

/** Explains a submission without a readable answer. */
export function explainFailure(submission: Submission, outcome: Failure, core: SubmitFunctions): void {
  if (outcome !== "cancelled") return failures.now!.fail(submission, outcome, core);
  emit(submission.form, "pb:cancel", { id: submission.id });
  // The action may have run.
  order.noteUnshownPage();
}

function explainRefusal(submission: Submission, head: Head, core: SubmitFunctions): void {
  failures.now!.explainRefusal(submission, messageOf(head), webAddressOf(head.url), core);
}

/** Returns the message of an answer. */
export function messageOf({ say, errors = {}, digest, ok }: Head): string {
  const { length } = Object.values(errors).flat();
  const text = say ?? (length ? problems(length) : ok ? "" : FAILED);
  return digest && !ok ? withCode(text, digest) : text;
}
