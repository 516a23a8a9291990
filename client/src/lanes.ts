// What happens to a submit while another one of the same form is under way.
//
// A mutation that was sent is never aborted because of another one: the server runs it either way,
// and only its answer would be lost.

/** `auto` queues, but not the same submit twice; `drop` ignores; `parallel` sends at once. */
const MODES = /(?<!\S)(auto|drop|parallel)(?!\S)/;
const DEPTH = 16;

interface Entry {
  /** What it asks of the server. */
  request: string;
  run: () => Promise<void>;
}

/** By name: what runs, then what waits. */
const lanes = new Map<string, Entry[]>();

/** `attribute` is `data-pb-lane`: a mode, a name that forms share (else it is `own`), or both. What
 * comes back says why it will not be sent. */
export function enter(attribute = "", own: string, request: string, run: () => Promise<void>): "dropped" | "overflow" | undefined {
  const [mode] = MODES.exec(attribute) ?? [];
  if (mode === "parallel") {
    void run();
    return undefined;
  }
  const name = attribute.replace(MODES, "").trim() || own;
  const lane = lanes.get(name) ?? [];
  if (lane[0] && (mode === "drop" || lane[0].request === request || lane.at(-1)!.request === request)) return "dropped";
  if (lane.length > DEPTH) return "overflow";
  lanes.set(name, lane);
  if (lane.push({ request, run }) === 1) void drive(name, lane);
  return undefined;
}

async function drive(name: string, lane: Entry[]): Promise<void> {
  for (; lane[0]; lane.shift()) await lane[0].run();
  lanes.delete(name);
}
