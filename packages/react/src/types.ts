// What makes React's types take the result of an action where they want none: `startTransition(() => solve(id))`.

import type { TransitionFunction } from "react";

type OnlyVoid = Exclude<Awaited<ReturnType<TransitionFunction>>, void>;

declare module "@postback/client" {
  interface Mark extends OnlyVoid {}
}

export type { OnlyVoid };
