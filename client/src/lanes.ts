// What happens to a submit while another one of the same form is under way.
//
// A mutation that was sent is never aborted because of another one: the server runs it either way,
// and only its answer would be lost.

/** `auto` queues, but not the same submit twice; `drop` ignores; `parallel` sends at once. */
const MODES = /(?<!\S)(auto|drop|parallel)(?!\S)/;
const DEPTH = 16;

export interface Entry {
  /** What it asks of the server; nothing any more if it was given up. */
  request: string;
  /** How many bytes it sends. */
  size: number;
  /** Sends it, if that was not done yet. */
  start(): unknown;
  /** Until it is answered. */
  run(): Promise<void>;
}

/** By name: what runs, then what waits. */
const lanes = new Map<string | null, Entry[]>();

/** `attribute` is `data-pb-lane`: a mode, a name that forms share (else it is `own`), or both. What
 * comes back says why it will not be sent. */
export function enter(attribute = "", own: string | null, entry: Entry): "dropped" | "overflow" | undefined {
  const { request } = entry;
  const [mode] = MODES.exec(attribute) ?? [];
  if (mode === "parallel") {
    void entry.run();
    return undefined;
  }
  const name = attribute.replace(MODES, "").trim() || own;
  const lane = lanes.get(name) ?? [];
  if (lane[0] && (mode === "drop" || lane.at(-1)!.request === request)) return "dropped";
  if (lane.length > DEPTH) return "overflow";
  lanes.set(name, lane);
  if (lane.push(entry) === 1) void drive(name, lane);
  return undefined;
}

/** What waits for its turn. */
export function waiting(): Entry[] {
  return [...lanes.values()].flatMap((lane) => lane.slice(1));
}

async function drive(name: string | null, lane: Entry[]): Promise<void> {
  for (; lane[0]; lane.shift()) {
    try {
      await lane[0].run();
    } catch (error) {
      // Whatever has happened to one, the others have their turn.
      reportError(error);
    }
  }
  lanes.delete(name);
}
