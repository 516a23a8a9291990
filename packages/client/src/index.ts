// The actions of a server of postback, as functions.

export { action, ActionError, call } from "./action.ts";
export { hooks, type Hooks } from "./hooks.ts";
export { refresh } from "./send.ts";
// All of them, because `@postback/react` adds to one.
export type * from "./types.ts";
export { revive } from "./wire.ts";
