// Lanes: what happens to a submission while another one of the same form is under way.
//
// A submission that was sent is never aborted because of another one: the server runs it anyway,
// and only its answer would be lost.

/** `auto` queues, but not the same submission twice; `drop` ignores; `parallel` sends at once. */
const MODES = /(?<!\S)(auto|drop|parallel)(?!\S)/;
const MAX_WAITING = 16;

export interface Entry {
  /** The content of the request; empty once it was given up. */
  request: string;
  /** The number of bytes that it sends. */
  size: number;
  /** Sends it, if it is not sent yet. */
  start(): unknown;
  /** Runs until it is answered. */
  run(): Promise<void>;
}

/** By name: the running entries, then the waiting ones. */
const lanes = new Map<string | null, Entry[]>();

/**
 * Enters a lane. `attribute` is `data-pb-lane`: a mode, a name that forms share (otherwise `own`), or both.
 * Returns why the entry will not be sent, if so.
 */
export function enterLane(attribute = "", formName: string | null, entry: Entry): "dropped" | "overflow" | undefined {
  const { request } = entry;
  const [mode] = MODES.exec(attribute) ?? [];
  if (mode === "parallel") {
    void entry.run();
    return undefined;
  }
  const name = attribute.replace(MODES, "").trim() || formName;
  const lane = lanes.get(name) ?? [];
  if (lane[0] && (mode === "drop" || lane.at(-1)!.request === request)) return "dropped";
  if (lane.length > MAX_WAITING) return "overflow";
  lanes.set(name, lane);
  if (lane.push(entry) === 1) void runLane(name, lane);
  return undefined;
}

/** Returns the entries that wait for their turn. */
export function waitingEntries(): Entry[] {
  return [...lanes.values()].flatMap((lane) => lane.slice(1));
}

async function runLane(name: string | null, lane: Entry[]): Promise<void> {
  for (; lane[0]; lane.shift()) {
    try {
      await lane[0].run();
    } catch (error) {
      // After an error, the other entries still get their turn.
      reportError(error);
    }
  }
  lanes.delete(name);
}
