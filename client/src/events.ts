// What others can hear and stop.

import { dispatchEvent } from "./dom.ts";
import type { Form } from "./forms.ts";

export type EventName =
  | "pb:submit"
  | "pb:result"
  | "pb:morph"
  | "pb:add"
  | "pb:commit"
  | "pb:error"
  | "pb:cancel";

/** Whether nobody has prevented it. */
export function emit(target: EventTarget | Form, name: EventName, detail?: object): boolean {
  const event = new CustomEvent(name, { bubbles: true, cancelable: true, detail });
  return dispatchEvent(target, event);
}
