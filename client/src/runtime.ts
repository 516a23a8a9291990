// The life of a submit: taken over, shown at once, sent in its lane, answered, shown for good.

import { addressOf, here, leaveFor, placeOf, webAddressOf } from "./address.ts";
import { attention } from "./attention.ts";
import { hold } from "./controls.ts";
import { closest, document, getAttribute, hasAttribute } from "./dom.ts";
import { emit } from "./events.ts";
import type { Core } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { readPage } from "./html.ts";
import { enter, waiting, type Entry } from "./lanes.ts";
import { backs, failures, navigation, optimism } from "./later.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import { begin } from "./pending.ts";
import { isBoundToPage, send, type Failure } from "./send.ts";
import { focusProblem, said, say } from "./speak.ts";
import { isFine, requestOf, takeOver, type Submission } from "./takeover.ts";
import { change, compareBuild, leave, settled, show } from "./visit.ts";

const NO = "That did not work.";

/** How a submit ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Failure | "dropped" | "overflow" };

export function submit(submission: Submission): Promise<Result> {
  const { id, form, submitter, from, address, data, size, states, signal } = submission;
  const asked = submitter ?? form;
  return new Promise((finish) => {
    const without = (outcome: Failure | "dropped" | "overflow"): void => finish({ ok: false, status: 0, outcome });
    if (signal?.aborted || !emit(form, "pb:submit", { submitter, id, data })) return without("cancelled");
    const ops = optimism.now?.readOps(submission) ?? [];
    // A label that tells of waiting would cover what is shown as done.
    const marks = [begin(form, submitter, !ops[0]), order.begins()];
    addEventListener("beforeunload", ask);
    const end = (): void => {
      marks.splice(0).forEach((call) => call());
      if (order.isIdle()) removeEventListener("beforeunload", ask);
    };
    const stop = new AbortController();
    let isOver = false;
    let n = 0;
    let reply: Promise<Frame | Failure> | undefined;

    const entry: Entry = { request: requestOf(submission), size, start, run };
    const refused = enter(getAttribute(form, "data-pb-lane") ?? undefined, getAttribute(form, "id") || address, entry);
    if (refused) {
      if (refused === "overflow") emit(form, "pb:error", { outcome: refused });
      end();
      return without(refused);
    }
    signal?.addEventListener("abort", () => {
      fail("cancelled");
      stop.abort();
    });
    // Whatever went wrong with it before: this takes its place.
    failures.now?.takeFrom(form);
    change(() => page.add(id, ops));
    const since = attention();

    function start(): Promise<Frame | Failure> {
      if (!n) n = order.next();
      return (reply ??= send(submission, stop, order.shown.etag));
    }

    async function run(): Promise<void> {
      // What is shown at once comes before what is sent.
      await null;
      if (isOver) return;
      const answered = await start();
      if (isOver) return;
      if (typeof answered === "string") return fail(answered);
      isOver = true;
      const { head } = answered;
      emit(form, "pb:result", head);
      try {
        settle(head);
        const before = said();
        await answer(answered);
        say(told(head), before);
        finish(head);
      } catch (error) {
        // It is there, but cannot be shown.
        reportError(error);
        tell("bad_reply");
      } finally {
        end();
      }
    }

    /** The fields that need not wait for the user any more. */
    function settle({ ok, page, asof }: Head): void {
      for (const [control, state] of states) {
        hold(control, !ok);
        // A page without script never shows a password again.
        if (ok || (page === "full" && control.matches("[type=password]"))) settled.set(control, state);
      }
      if (ok) backs.now?.noteDone(asof);
      if (!ok || ![form, asked].some((element) => hasAttribute(element, "data-pb-close"))) return;
      // The question was answered.
      closest(asked, ":popover-open")?.hidePopover();
      closest<HTMLDialogElement>(asked, "dialog[open]")?.close();
    }

    async function answer({ head, html, policy }: Frame): Promise<void> {
      const { ok, url, asof, etag } = head;
      const to = url === undefined ? undefined : addressOf(url);
      const way = webAddressOf(url);
      compareBuild(head.build);
      const isHere = from === here();
      const isPage = html || (head.page === "same" && etag === order.shown.etag);
      const leads = isHere && (to ? placeOf(to) !== from : !!way);
      const trouble = ok && leads && since.hasTyped() ? await failures.load() : undefined;
      if (trouble) {
        // What was typed meanwhile is on this page.
        trouble.offerNext(submission, way!);
        withoutPage();
        order.isBehind();
        return;
      }
      const places = to && (await navigation.load());
      // Another site's page is that site's to show.
      if (!isPage || (url !== undefined && !places)) {
        withoutPage();
        if (!ok) {
          // What stands there is about the action before.
          change(() => page.forget(".pb-notice"));
          // Without it this is no page that the server knows.
          order.shown.etag = undefined;
          explainRefusal(head);
        } else if (way && isHere) leaveFor(way);
        else order.isBehind();
        return;
      }
      const next = html ? await readPage(html, policy) : undefined;
      const version = { asof, n, etag };
      const isStillHere = from === here();
      const isNewer = isStillHere && order.accepts(version);
      if (isStillHere && leads) {
        // Where the action leads is where we go; a page that is older than the last one is fetched anew.
        leave();
        order.accepts(version);
        places!.go(to!, head.replace);
      }
      if (!isNewer) order.isBehind();
      if (isStillHere && leads) {
        show(next, id);
        places!.begin();
        say(document.title);
      } else if (isNewer) {
        show(next, id);
        if (to) places!.jumpTo(to);
        if (!ok && !since.hasGoneOn()) focusProblem(form);
      } else {
        withoutPage();
        if (!ok) explainRefusal(head);
      }
    }

    function withoutPage(): void {
      change(() => page.drop(id));
    }

    function explainRefusal(head: Head): void {
      const sentence = told(head);
      void withFailures((shown) => shown.explainRefusal(submission, sentence, webAddressOf(head.url), core), sentence);
    }

    function fail(outcome: Failure): void {
      if (isOver) return;
      isOver = true;
      try {
        withoutPage();
        tell(outcome);
      } finally {
        end();
      }
    }

    function tell(outcome: Failure): void {
      without(outcome);
      if (outcome === "cancelled") {
        emit(form, "pb:cancel", { id });
        // It may have been run.
        return order.isBehind();
      }
      void withFailures((module) => module.fail(submission, outcome, core));
    }
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

const core: Core = { submit, takeOver, isFine };

/** Says what went wrong, in whatever way there is. */
async function withFailures(show: (module: typeof import("./failure.ts")) => void, sentence = NO): Promise<void> {
  const module = await failures.load();
  if (module) show(module);
  else alert(sentence);
}

function told({ say, errors = {}, digest, ok }: Head): string {
  const { length } = Object.values(errors).flat();
  const text = say ?? (length ? `${length} problem${length > 1 ? "s" : ""}` : ok ? "" : NO);
  return digest && !ok ? `${text} (code ${digest})` : text;
}
