// The life of a submit: taken over, shown at once, sent in its lane, answered, shown for good.

import { addressOf, here, leaveFor, placeOf, request, webAddressOf } from "./address.ts";
import { CONTROLS, hold, type Settled } from "./controls.ts";
import { opsOf, prepareOps } from "./declared.ts";
import { emit } from "./events.ts";
import { clear, explain, sentenceOf } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { parsePage } from "./html.ts";
import { enter } from "./lanes.ts";
import * as order from "./order.ts";
import * as page from "./page.ts";
import { begin, withOwnLabels } from "./pending.ts";
import { go, scrollBack, scrollToStart } from "./places.ts";
import { send, type Failure } from "./send.ts";
import { focusPage, focusProblem, say } from "./speak.ts";
import { loadStyles } from "./styles.ts";
import { requestOf, type Submission } from "./takeover.ts";

/** How a submit ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Failure | "dropped" | "overflow" };

/** What was sent and done, but whose page was not shown yet. */
const settled: Settled = new Map();
/** What is deployed on the server, as the address of this file tells. */
const build = import.meta.url.split("#")[1];
let isOutdated = false;
let shownPlace = here();
/** The refresh that is under way. */
let refreshing = new AbortController();

order.whenBehind(refresh);

export function submit(submission: Submission, signal?: AbortSignal): Promise<Result> {
  const { id, form, submitter, address, data, states } = submission;
  const asked = submitter ?? form;
  const from = here();
  return new Promise((finish) => {
    const without = (outcome: Failure | "dropped" | "overflow"): void => finish({ ok: false, status: 0, outcome });
    if (signal?.aborted || !emit(form, "pb:submit", { submitter, id, data })) return without("cancelled");
    const ops = opsOf(submission);
    // A label that tells of waiting would cover what is shown as done.
    const marks = [begin(form, submitter, !ops[0]), order.begins()];
    const end = (): void => marks.forEach((call) => call());
    let isOver = false;

    const stop = new AbortController();
    const refused = enter(form.dataset["pbLane"], form.getAttribute("id") || address, requestOf(submission), run);
    if (refused) {
      if (refused === "overflow") emit(form, "pb:error", { outcome: refused });
      end();
      return without(refused);
    }
    signal?.addEventListener("abort", () => {
      fail("cancelled");
      stop.abort();
    });
    clear(form);
    change(() => page.add(id, ops));

    async function run(): Promise<void> {
      // What is shown at once comes before what is sent.
      await null;
      if (isOver) return;
      const n = order.next();
      const reply = await send(submission, stop, order.shown.etag);
      if (isOver) return;
      if (typeof reply === "string") return fail(reply);
      isOver = true;
      emit(form, "pb:result", reply.head);
      settle(reply.head);
      try {
        await answer(reply, n);
        say(told(reply.head));
      } finally {
        end();
        finish(reply.head);
      }
    }

    /** The fields that need not wait for the user any more. */
    function settle({ ok, page }: Head): void {
      for (const [control, state] of states) {
        hold(control, !ok);
        // A page without script never shows a password again.
        if (ok || (page === "full" && control.matches("[type=password]"))) settled.set(control, state);
      }
      if (!ok) return;
      // The question was answered.
      asked.closest<HTMLElement>(":popover-open")?.hidePopover();
      asked.closest<HTMLDialogElement>("dialog[open]")?.close();
    }

    async function answer({ head, html, policy }: Frame, n: number): Promise<void> {
      const { ok, url, asof, etag } = head;
      const to = url === undefined ? undefined : addressOf(url);
      isOutdated ||= head.build !== build;
      const isPage = html || (head.page === "same" && etag === order.shown.etag);
      // Another site's page is that site's to show.
      if (!isPage || (url !== undefined && !to)) {
        const way = webAddressOf(url);
        change(() => page.drop(id));
        if (!ok) explain(form, asked, told(head), way);
        else if (way && from === here()) leaveFor(way);
        else order.isBehind();
        return;
      }
      const next = html ? parsePage(html, policy) : undefined;
      await loadStyles(next);
      const version = { asof, n, etag };
      const isHere = from === here();
      const isNewer = isHere && order.accepts(version);
      const leads = isHere && to && placeOf(to) !== from;
      if (leads) {
        // Where the action leads is where we go; a page that is older than the last one is fetched anew.
        leave();
        order.accepts(version);
        go(to, head.replace);
      }
      if (!isNewer) order.isBehind();
      if (leads) {
        show(next, id);
        scrollToStart();
        focusPage();
      } else if (isNewer) {
        show(next, id);
        if (to?.includes("#")) location.hash = to.split("#")[1]!;
        if (!ok) focusProblem(form);
      } else {
        change(() => page.drop(id));
        if (!ok) explain(form, asked, told(head));
      }
    }

    function fail(outcome: Failure): void {
      if (isOver) return;
      isOver = true;
      change(() => page.drop(id));
      if (outcome === "cancelled") {
        emit(form, "pb:cancel", { id });
        // It may have been run.
        order.isBehind();
      } else {
        // The same id: if it was run, what comes is the answer that was lost.
        const retry = (): void => void submit(submission, signal);
        if (emit(form, "pb:error", { id, outcome, retry })) explain(form, asked, sentenceOf(outcome, form.querySelector(CONTROLS)), retry);
      }
      end();
      without(outcome);
    }
  });
}

/** Requests the page with an ordinary GET, and shows it unless something newer is shown by then. */
export async function refresh(): Promise<boolean> {
  const n = order.next();
  const place = here();
  refreshing.abort();
  refreshing = new AbortController();
  try {
    const response = await request(place, {
      headers: { Accept: "text/html" },
      // What the browser has kept may be from before the action.
      cache: "no-cache",
      redirect: "manual",
      signal: refreshing.signal,
    });
    if (response.type === "opaqueredirect") {
      // Wherever that is, the browser goes there itself.
      if (place === here()) location.reload();
      return true;
    }
    const html = await response.text();
    if (response.status >= 500 || !response.headers.get("Content-Type")?.startsWith("text/html")) return false;
    const next = parsePage(html, response.headers.get("Content-Security-Policy"));
    await loadStyles(next);
    const asof = response.headers.get("Postback-Asof") ?? undefined;
    if (place !== here() || !order.accepts({ asof, n })) return false;
    show(next);
    return true;
  } catch {
    return false;
  }
}

/** Back or forward: the address is there already, its page is not. */
export async function arrive(): Promise<void> {
  const place = here();
  if (place === shownPlace) return;
  leave();
  shownPlace = place;
  if (!isOutdated && (await refresh())) scrollBack();
  else if (place === here()) location.reload();
}

function show(next: Element | undefined, id?: string): void {
  refreshing.abort();
  change(() => page.show(next, settled, id));
  settled.clear();
  shownPlace = here();
}

function change(doing: () => void): void {
  withOwnLabels(doing);
  void prepareOps();
  emit(document, "pb:commit");
}

function leave(): void {
  refreshing.abort();
  page.leave();
  order.moved();
  settled.clear();
}

function told({ say, errors = {}, digest, ok }: Head): string {
  const { length } = Object.values(errors).flat();
  const text = say ?? (length ? `${length} problem${length > 1 ? "s" : ""}` : ok ? "" : "That did not work.");
  return digest && !ok ? `${text} (code ${digest})` : text;
}
