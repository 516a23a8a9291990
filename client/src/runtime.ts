// The life of a submit: taken over, shown at once, sent in its lane, answered, shown for good.

import type { Settled } from "./controls.ts";
import { emit } from "./events.ts";
import { clear, explain, sentenceOf } from "./failure.ts";
import type { Frame, Head } from "./frame.ts";
import { parsePage } from "./html.ts";
import { Lanes, parseLane } from "./lanes.ts";
import { Order } from "./order.ts";
import { Page } from "./page.ts";
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

export class Runtime {
  readonly #page = new Page();
  readonly #order = new Order(() => void this.refresh());
  readonly #lanes = new Lanes<Job>((job) => this.#run(job), isSame);
  /** What was sent and done, but whose page was not shown yet. */
  readonly #settled: Settled = new Map();
  #place = here();

  submit(submission: Submission, signal?: AbortSignal): Promise<Result> {
    const { form, submitter, id, url, ops } = submission;
    return new Promise((finish) => {
      const end = (outcome: "dropped" | "overflow" | "cancelled"): void => finish({ ok: false, status: 0, outcome });
      if (!emit(form, "pb:submit", { submitter, id, data: submission.data })) return end("cancelled");
      const lane = parseLane(form.getAttribute("data-pb-lane"), form.getAttribute("id") || url.href);
      // A label that tells of waiting would cover what is shown as done.
      const ended = [begin(form, submitter, ops.length === 0), this.#order.begins()];
      const job = { ...submission, place: here(), signal, finish, ended: () => ended.forEach((call) => call()) };
      const place = this.#lanes.add(lane.name, lane.mode, job);
      if (place === "dropped" || place === "overflow") {
        job.ended();
        if (place === "overflow") emit(form, "pb:error", { outcome: place });
        return end(place);
      }
      signal?.addEventListener("abort", () => this.#lanes.withdraw(job) && this.#fail(job, "cancelled"));
      clear(form);
      this.#change(() => this.#page.add(id, ops));
    });
  }

  /** Requests the page and shows it, unless something newer is shown by then. */
  async refresh(): Promise<boolean> {
    const n = this.#order.next();
    const place = here();
    const fresh = await fetchPage();
    if (!fresh || fresh.movedTo) return false;
    await loadStyles(fresh.page);
    if (!this.#isAt(place) || !this.#order.accepts({ asof: fresh.asof, n })) return false;
    this.#show(fresh.page);
    return true;
  }

  /** Back or forward: the address is there already, its page is not. */
  async arrive(): Promise<void> {
    if (this.#isAt(this.#place)) return;
    this.#leave();
    const place = (this.#place = here());
    if (await this.refresh()) scrollBack();
    else if (this.#isAt(place)) location.reload();
  }

  async #run(job: Job): Promise<void> {
    const n = this.#order.next();
    const reply = await send(job, job.signal);
    if (typeof reply === "string") return this.#fail(job, reply);
    const { form } = job;
    emit(form, "pb:result", reply.head);
    this.#settle(job, reply.head);
    try {
      await this.#answer(job, reply, n);
    } finally {
      job.ended();
      job.finish(reply.head);
    }
  }

  /** The fields that need not wait for the user any more. */
  #settle({ form, states, submitter }: Job, { ok, page }: Head): void {
    for (const [control, state] of states) {
      // A page without script never shows a password again.
      if (ok || (page === "full" && control.type === "password")) this.#settled.set(control, state);
    }
    if (!ok) return;
    // The question was answered.
    for (const open of [submitter ?? form, form]) {
      const popover = open.closest<HTMLElement>(":popover-open");
      popover?.hidePopover();
      open.closest<HTMLDialogElement>("dialog[open]")?.close();
    }
  }

  async #answer(job: Job, { head, html }: Frame, n: number): Promise<void> {
    const { form, id } = job;
    const to = head.url === undefined ? undefined : new URL(head.url, location.href);
    if (head.page === "none") {
      this.#change(() => this.#page.drop(id));
      if (head.ok && to && this.#isAt(job.place)) return location.assign(to);
      if (head.ok) this.#order.isBehind();
      else explain(form, told(head), to);
      return say(head.say);
    }
    const page = parsePage(html);
    await loadStyles(page);
    const isHere = this.#isAt(job.place);
    const isNewer = isHere && this.#order.accepts({ asof: head.asof, n });
    const leads = isHere && to && placeOf(to) !== here();
    if (leads) {
      // Where the action leads is where we go; a page that is older than the last one is fetched anew.
      this.#leave();
      this.#order.accepts({ asof: head.asof, n });
      go(to, head.replace);
    }
    if (leads || isNewer) this.#show(page, id);
    else this.#change(() => this.#page.drop(id));
    if (!isNewer) this.#order.isBehind();
    if (leads) {
      scrollToStart();
      focusPage();
    } else if (to?.hash && isNewer) location.hash = to.hash;
    if (!head.ok && isNewer) focusProblem(form);
    say(told(head));
  }

  #fail(job: Job, outcome: Failure): void {
    const { form, id, signal } = job;
    this.#change(() => this.#page.drop(id));
    job.finish({ ok: false, status: 0, outcome });
    if (outcome === "cancelled") {
      emit(form, "pb:cancel", { id });
      // It may have been run.
      this.#order.isBehind();
    } else {
      // The same id: if it was run, what comes is the answer that was lost.
      const retry = (): void => void this.submit(job, signal);
      if (emit(form, "pb:error", { id, outcome, retry })) explain(form, sentenceOf(outcome), retry);
    }
    job.ended();
  }

  #show(page: HTMLElement, id?: string): void {
    abortRefresh();
    this.#change(() => this.#page.show(page, this.#settled, id));
    this.#settled.clear();
    this.#place = here();
  }

  #change(doing: () => void): void {
    withOwnLabels(doing);
    emit(document, "pb:commit");
  }

  #leave(): void {
    abortRefresh();
    this.#page.leave();
    this.#order.moved();
    this.#settled.clear();
  }

  #isAt(place: string): boolean {
    return here() === place;
  }
}

function told({ say, errors, digest, ok }: Head): string {
  const count = Object.values(errors).flat().length;
  const text = say ?? (count > 0 ? `${count} ${count === 1 ? "problem" : "problems"}` : ok ? "" : "That did not work.");
  return digest && !ok ? `${text} (code ${digest})` : text;
}
