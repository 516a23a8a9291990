// React in the pages of a server of postback.

import "./reset.ts";
import "./unseen.ts";

export type { OnlyVoid } from "./types.ts";
export { mountIslands, type Components } from "./islands.ts";
