// The life of a submission: taken over, shown optimistically, sent in its lane, answered once.
// `answer.ts` applies the answer to the page.

import { answer, dropChanges, explainFailure, messageOf, settle } from "./answer.ts";
import { activityFromNow } from "./attention.ts";
import { getAttribute } from "./dom.ts";
import { emit } from "./events.ts";
import type { SubmitFunctions } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { enterLane, waitingEntries } from "./lanes.ts";
import { backs, failures, optimism } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import { markWaiting } from "./pending.ts";
import { isBoundToPage, send, type Failure } from "./send.ts";
import { announce, shownMessages } from "./speak.ts";
import { isFine, requestOf, takeOver, type Submission } from "./takeover.ts";
import { change } from "./visit.ts";

type Reason = Failure | "dropped" | "overflow";

/** How a submission ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Reason };

const core: SubmitFunctions = { submit, takeOver, isFine };

export function submit(submission: Submission): Promise<Result> {
  const { id, form, submitter, data, size, signal } = submission;
  return new Promise((resolve) => {
    const resolveWithout = (outcome: Reason): void => resolve({ ok: false, status: 0, outcome });
    if (signal?.aborted || !emit(form, "pb:submit", { submitter, id, data })) return resolveWithout("cancelled");
    const ops = optimism.now?.readOps(submission) ?? [];
    // A busy label would cover the optimistic state.
    const marks = [markWaiting(form, submitter, !ops[0]), order.beginAction()];
    addEventListener("beforeunload", warnBeforeLeaving);
    const endWaiting = (): void => {
      marks.forEach((end) => end());
      if (order.isIdle()) removeEventListener("beforeunload", warnBeforeLeaving);
    };

    const controller = new AbortController();
    let number = 0;
    let reply: Promise<Frame | Failure> | undefined;
    let isOver = false;

    /** Sends it, if it is not sent yet. */
    function start(): Promise<Frame | Failure> {
      if (!reply) {
        // The page may be gone before the answer arrives.
        backs.now?.noteDone();
        number = order.nextNumber();
        reply = send(submission, controller, order.shownVersion.etag);
      }
      return reply;
    }

    /** Runs when its turn in the lane has come. */
    async function run(): Promise<void> {
      // The optimistic change is shown before the request is sent.
      await null;
      if (!isOver) await conclude(await start());
    }

    /** Ends the submission with the first of these: an answer, a failure, or giving up. */
    async function conclude(answered: Frame | Failure): Promise<void> {
      if (isOver) return;
      isOver = true;
      try {
        if (typeof answered === "string") {
          dropChanges(id);
          return fail(answered);
        }
        const { head } = answered;
        emit(form, "pb:result", { ...head, id });
        settle(submission, head);
        const before = shownMessages();
        await answer(submission, answered, number, activity, core);
        announce(messageOf(head), before);
        resolve(head);
      } catch (error) {
        // The answer has arrived, but cannot be shown.
        reportError(error);
        fail("bad_reply");
        dropChanges(id);
      } finally {
        endWaiting();
      }
    }

    function fail(outcome: Failure): void {
      resolveWithout(outcome);
      explainFailure(submission, outcome, core);
    }

    const entry = { request: requestOf(submission), size, start, run };
    const refused = enterLane(getAttribute(form, "data-pb-lane") || "", getAttribute(form, "id") || getAttribute(form, "action"), entry);
    if (refused) {
      if (refused === "overflow") failures.now!.fail(submission, refused, core);
      endWaiting();
      return resolveWithout(refused);
    }
    signal?.addEventListener("abort", () => {
      entry.request = "";
      void conclude("cancelled");
      controller.abort();
    });
    // This submission replaces an earlier failed one.
    failures.now?.takeFrom(form);
    change(() => page.addChanges(id, ops));
    const activity = activityFromNow();
  });
}

/** Sends the waiting submissions when the page is left. */
export function sendWaiting(): void {
  for (const { start } of waitingEntries()) start();
}

/**
 * Warns before the page is left, if something is pending that cannot be sent afterwards. The listener is only
 * added while something is pending, because browsers do not keep a page with it in the back/forward cache.
 */
function warnBeforeLeaving(event: Event): void {
  if (isBoundToPage(waitingEntries().reduce((sum, { size }) => sum + size, 0))) event.preventDefault();
}
