// React in the pages of a postback server.

import "./reset.ts";
import "./unseen.ts";

export type { OnlyVoid } from "./types.ts";
export { mountIslands, type Components } from "./islands.ts";
