// Events for the page's scripts, which can observe and cancel them.

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

/** Dispatches an event and returns whether it was not cancelled. */
export function emit(target: EventTarget | Form, name: EventName, detail?: object): boolean {
  const event = new CustomEvent(name, { bubbles: true, cancelable: true, detail });
  return dispatchEvent(target, event);
}
