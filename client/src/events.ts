// What others can hear and stop.

export type EventName =
  | "pb:submit"
  | "pb:result"
  | "pb:morph"
  | "pb:add"
  | "pb:commit"
  | "pb:error"
  | "pb:cancel";

/** Whether nobody has prevented it. */
export function emit(target: EventTarget, name: EventName, detail?: object): boolean {
  return target.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
}
