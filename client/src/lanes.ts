// What happens to a submit while another one of the same form is under way.
//
// A mutation that was sent is never aborted because of another one: the server runs it either way,
// and only its answer would be lost.

/** `auto` queues, but not the same submit twice; `drop` ignores; `parallel` sends at once. */
export type Mode = "auto" | "drop" | "parallel";

export type Place = "sent" | "queued" | "dropped" | "overflow";

const MODES: readonly string[] = ["auto", "drop", "parallel"] satisfies Mode[];
const DEPTH = 16;

/** `data-pb-lane="drop"`, `="checkout"` or `="drop checkout"`: a mode, a name that forms share, or both. */
export function parseLane(attribute: string | null, own: string): { name: string; mode: Mode } {
  const words = (attribute ?? "").split(/\s+/).filter(Boolean);
  const mode = words.find((word) => MODES.includes(word)) as Mode | undefined;
  const name = words.find((word) => !MODES.includes(word));
  return { name: name ?? own, mode: mode ?? "auto" };
}

export class Lanes<Job> {
  /** By name: what runs, then what waits. */
  readonly #lanes = new Map<string, Job[]>();
  readonly #run: (job: Job) => Promise<void>;
  readonly #isSame: (one: Job, other: Job) => boolean;

  constructor(run: (job: Job) => Promise<void>, isSame: (one: Job, other: Job) => boolean) {
    this.#run = run;
    this.#isSame = isSame;
  }

  add(name: string, mode: Mode, job: Job): Place {
    if (mode === "parallel") {
      void this.#run(job);
      return "sent";
    }
    const lane = this.#lanes.get(name);
    if (!lane) {
      const begun = [job];
      this.#lanes.set(name, begun);
      void this.#drive(name, begun);
      return "sent";
    }
    const isRepeated = this.#isSame(lane[0]!, job) || this.#isSame(lane.at(-1)!, job);
    if (mode === "drop" || isRepeated) return "dropped";
    if (lane.length > DEPTH) return "overflow";
    lane.push(job);
    return "queued";
  }

  /** Takes a job out that still waits. */
  withdraw(job: Job): boolean {
    for (const lane of this.#lanes.values()) {
      const index = lane.indexOf(job);
      if (index > 0) {
        lane.splice(index, 1);
        return true;
      }
    }
    return false;
  }

  async #drive(name: string, lane: Job[]): Promise<void> {
    for (;;) {
      await this.#run(lane[0]!);
      lane.shift();
      if (lane.length === 0) break;
    }
    this.#lanes.delete(name);
  }
}
