// The life of a submit: taken over, shown at once, sent in its lane, answered, shown for good.

import type { Settled } from "./controls.ts";
import { emit } from "./events.ts";
import { clear, explain, sentenceOf } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { parsePage } from "./html.ts";
import { Lanes, parseLane } from "./lanes.ts";
import { Order } from "./order.ts";
import * as page from "./page.ts";
import { begin, withOwnLabels } from "./pending.ts";
import { go, here, placeOf, scrollBack, scrollToStart } from "./places.ts";
import { abortRefresh, fetchPage } from "./refresh.ts";
import { send, type Failure } from "./send.ts";
import { focusPage, focusProblem, say } from "./speak.ts";
import { loadStyles } from "./styles.ts";
import { isSame, type Submission } from "./takeover.ts";

/** How a submit ended: the head of the server's answer, or why there is none. */
export type Result = Head | { ok: false; status: 0; outcome: Failure | "dropped" | "overflow" };

interface Job extends Submission {
  /** The place that it was submitted from. */
  place: string;
  signal: AbortSignal | undefined;
  /** Takes the marks of the form away, and lets a waiting refresh go. */
  ended: () => void;
  finish: (result: Result) => void;
}

const order = new Order(() => void refresh());
const lanes = new Lanes<Job>(run, isSame);
/** What was sent and done, but whose page was not shown yet. */
const settled: Settled = new Map();
let shownPlace = here();

export function submit(submission: Submission, signal?: AbortSignal): Promise<Result> {
  const { form, submitter, id, url, ops } = submission;
  return new Promise((finish) => {
    const end = (outcome: "dropped" | "overflow" | "cancelled"): void => finish({ ok: false, status: 0, outcome });
    if (!emit(form, "pb:submit", { submitter, id, data: submission.data })) return end("cancelled");
    const lane = parseLane(form.getAttribute("data-pb-lane"), form.getAttribute("id") || url.href);
    // A label that tells of waiting would cover what is shown as done.
    const ended = [begin(form, submitter, ops.length === 0), order.begins()];
    const job = { ...submission, place: here(), signal, finish, ended: () => ended.forEach((call) => call()) };
    const place = lanes.add(lane.name, lane.mode, job);
    if (place === "dropped" || place === "overflow") {
      job.ended();
      if (place === "overflow") emit(form, "pb:error", { outcome: place });
      return end(place);
    }
    signal?.addEventListener("abort", () => lanes.withdraw(job) && fail(job, "cancelled"));
    clear(form);
    change(() => page.add(id, ops));
  });
}

/** Requests the page and shows it, unless something newer is shown by then. */
export async function refresh(): Promise<boolean> {
  const n = order.next();
  const place = here();
  const fresh = await fetchPage();
  if (!fresh || fresh.movedTo) return false;
  await loadStyles(fresh.page);
  if (!isAt(place) || !order.accepts({ asof: fresh.asof, n })) return false;
  show(fresh.page);
  return true;
}

/** Back or forward: the address is there already, its page is not. */
export async function arrive(): Promise<void> {
  if (isAt(shownPlace)) return;
  leave();
  const place = (shownPlace = here());
  if (await refresh()) scrollBack();
  else if (isAt(place)) location.reload();
}

async function run(job: Job): Promise<void> {
  const n = order.next();
  const reply = await send(job, job.signal);
  if (typeof reply === "string") return fail(job, reply);
  const { form } = job;
  emit(form, "pb:result", reply.head);
  settle(job, reply.head);
  try {
    await answer(job, reply, n);
  } finally {
    job.ended();
    job.finish(reply.head);
  }
}

/** The fields that need not wait for the user any more. */
function settle({ form, states, submitter }: Job, { ok, page }: Head): void {
  for (const [control, state] of states) {
    // A page without script never shows a password again.
    if (ok || (page === "full" && control.type === "password")) settled.set(control, state);
  }
  if (!ok) return;
  // The question was answered.
  for (const open of [submitter ?? form, form]) {
    const popover = open.closest<HTMLElement>(":popover-open");
    popover?.hidePopover();
    open.closest<HTMLDialogElement>("dialog[open]")?.close();
  }
}

async function answer(job: Job, { head, html }: Frame, n: number): Promise<void> {
  const { form, id } = job;
  const to = head.url === undefined ? undefined : new URL(head.url, location.href);
  if (head.page === "none") {
    change(() => page.drop(id));
    if (head.ok && to && isAt(job.place)) return location.assign(to);
    if (head.ok) order.isBehind();
    else explain(form, told(head), to);
    return say(head.say);
  }
  const next = parsePage(html);
  await loadStyles(next);
  const isHere = isAt(job.place);
  const isNewer = isHere && order.accepts({ asof: head.asof, n });
  const leads = isHere && to && placeOf(to) !== here();
  if (leads) {
    // Where the action leads is where we go; a page that is older than the last one is fetched anew.
    leave();
    order.accepts({ asof: head.asof, n });
    go(to, head.replace);
  }
  if (leads || isNewer) show(next, id);
  else change(() => page.drop(id));
  if (!isNewer) order.isBehind();
  if (leads) {
    scrollToStart();
    focusPage();
  } else if (to?.hash && isNewer) location.hash = to.hash;
  if (!head.ok && isNewer) focusProblem(form);
  say(told(head));
}

function fail(job: Job, outcome: Failure): void {
  const { form, id, signal } = job;
  change(() => page.drop(id));
  job.finish({ ok: false, status: 0, outcome });
  if (outcome === "cancelled") {
    emit(form, "pb:cancel", { id });
    // It may have been run.
    order.isBehind();
  } else {
    // The same id: if it was run, what comes is the answer that was lost.
    const retry = (): void => void submit(job, signal);
    if (emit(form, "pb:error", { id, outcome, retry })) explain(form, sentenceOf(outcome), retry);
  }
  job.ended();
}

function show(next: HTMLElement, id?: string): void {
  abortRefresh();
  change(() => page.show(next, settled, id));
  settled.clear();
  shownPlace = here();
}

function change(doing: () => void): void {
  withOwnLabels(doing);
  emit(document, "pb:commit");
}

function leave(): void {
  abortRefresh();
  page.leave();
  order.moved();
  settled.clear();
}

function isAt(place: string): boolean {
  return here() === place;
}

function told({ say, errors, digest, ok }: Head): string {
  const count = Object.values(errors).flat().length;
  const text = say ?? (count > 0 ? `${count} ${count === 1 ? "problem" : "problems"}` : ok ? "" : "That did not work.");
  return digest && !ok ? `${text} (code ${digest})` : text;
}
