// Calls the actions of a postback server as functions.

export { action, ActionError, call } from "./action.ts";
export { hooks, type Hooks } from "./hooks.ts";
export { refresh } from "./send.ts";
// All types are exported, because `@postback/react` extends one of them.
export type * from "./types.ts";
export { revive } from "./wire.ts";
