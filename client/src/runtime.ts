// The life of a submit: taken over, shown at once, sent in its lane, answered once. What an answer does to
// the page is `answer.ts`.

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

/** How a submit ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Reason };

const core: Core = { submit, takeOver, isFine };

export function submit(submission: Submission): Promise<Result> {
  const { id, form, submitter, data, size, signal } = submission;
  return new Promise((resolve) => {
    const without = (outcome: Reason): void => resolve({ ok: false, status: 0, outcome });
    if (signal?.aborted || !emit(form, "pb:submit", { submitter, id, data })) return without("cancelled");
    const ops = optimism.now?.readOps(submission) ?? [];
    // A label that tells of waiting would cover what is shown as done.
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

    /** Sends it, if that was not done yet. */
    function start(): Promise<Frame | Failure> {
      if (!reply) {
        // The page may be gone before the answer is there.
        backs.now?.noteDone();
        number = order.next();
        reply = send(submission, stop, order.shown.etag);
      }
      return reply;
    }

    /** Its turn in the lane has come. */
    async function run(): Promise<void> {
      // What is shown at once comes before what is sent.
      await null;
      if (!isOver) await conclude(await start());
    }

    /** Whatever comes first: an answer, none, or that it is given up. */
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
        // It is there, but cannot be shown.
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
    // Whatever went wrong with it before: this takes its place.
    failures.now?.takeFrom(form);
    change(() => page.add(id, ops));
    const since = attention();
  });
}

/** The page goes: what waits for its turn is sent on the way out. */
export function sendWaiting(): void {
  for (const { start } of waiting()) start();
}

/** Asks, if something is under way, or waits, that cannot be sent when the page is gone. Only while something
 * is: browsers do not keep a page for Back that listens to this. */
function ask(event: Event): void {
  if (isBoundToPage(waiting().reduce((sum, { size }) => sum + size, 0))) event.preventDefault();
}
