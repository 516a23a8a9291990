// Makes React's types accept the result of an action where they expect `void`: `startTransition(() => solve(id))`.

import type { TransitionFunction } from "react";

type OnlyVoid = Exclude<Awaited<ReturnType<TransitionFunction>>, void>;

declare module "@postback/client" {
  interface Mark extends OnlyVoid {}
}

export type { OnlyVoid };
