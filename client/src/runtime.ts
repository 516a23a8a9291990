// The life of a submission: taken over, shown optimistically, sent in its lane, answered once.
// `answer.ts` applies the answer to the page.

import { answer, explainFailure, leaveOut, settle, told } from "./answer.ts";
import { attention } from "./attention.ts";
import { getAttribute } from "./dom.ts";
import { emit } from "./events.ts";
import type { Core } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { enter, waiting } from "./lanes.ts";
import { backs, failures, optimism } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import { begin } from "./pending.ts";
import { isBoundToPage, send, type Failure } from "./send.ts";
import { said, say } from "./speak.ts";
import { isFine, requestOf, takeOver, type Submission } from "./takeover.ts";
import { change } from "./visit.ts";

type Reason = Failure | "dropped" | "overflow";

/** How a submission ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Reason };

const core: Core = { submit, takeOver, isFine };

export function submit(submission: Submission): Promise<Result> {
  const { id, form, submitter, data, size, signal } = submission;
  return new Promise((resolve) => {
    const without = (outcome: Reason): void => resolve({ ok: false, status: 0, outcome });
    if (signal?.aborted || !emit(form, "pb:submit", { submitter, id, data })) return without("cancelled");
    const ops = optimism.now?.readOps(submission) ?? [];
    // A busy label would cover the optimistic state.
    const marks = [begin(form, submitter, !ops[0]), order.begins()];
    addEventListener("beforeunload", ask);
    const unmark = (): void => {
      marks.forEach((end) => end());
      if (order.isIdle()) removeEventListener("beforeunload", ask);
    };

    const stop = new AbortController();
    let number = 0;
    let reply: Promise<Frame | Failure> | undefined;
    let isOver = false;

    /** Sends it, if it is not sent yet. */
    function start(): Promise<Frame | Failure> {
      if (!reply) {
        // The page may be gone before the answer arrives.
        backs.now?.noteDone();
        number = order.next();
        reply = send(submission, stop, order.shown.etag);
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
          leaveOut(id);
          return fail(answered);
        }
        const { head } = answered;
        emit(form, "pb:result", { ...head, id });
        settle(submission, head);
        const before = said();
        await answer(submission, answered, number, since, core);
        say(told(head), before);
        resolve(head);
      } catch (error) {
        // The answer has arrived, but cannot be shown.
        reportError(error);
        fail("bad_reply");
        leaveOut(id);
      } finally {
        unmark();
      }
    }

    function fail(outcome: Failure): void {
      without(outcome);
      explainFailure(submission, outcome, core);
    }

    const entry = { request: requestOf(submission), size, start, run };
    const refused = enter(getAttribute(form, "data-pb-lane") || "", getAttribute(form, "id") || getAttribute(form, "action"), entry);
    if (refused) {
      if (refused === "overflow") failures.now!.fail(submission, refused, core);
      unmark();
      return without(refused);
    }
    signal?.addEventListener("abort", () => {
      entry.request = "";
      void conclude("cancelled");
      stop.abort();
    });
    // This submission replaces an earlier failed one.
    failures.now?.takeFrom(form);
    change(() => page.add(id, ops));
    const since = attention();
  });
}

/** Sends the waiting submissions when the page is left. */
export function sendWaiting(): void {
  for (const { start } of waiting()) start();
}

/**
 * Warns before the page is left, if something is pending that cannot be sent afterwards. The listener is only
 * added while something is pending, because browsers do not keep a page with it in the back/forward cache.
 */
function ask(event: Event): void {
  if (isBoundToPage(waiting().reduce((sum, { size }) => sum + size, 0))) event.preventDefault();
}
