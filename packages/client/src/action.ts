// An action of the server as a function.

import { hooks, leaveFor, webAddressOf } from "./hooks.ts";
import { runtime, send, type Head } from "./send.ts";
import type { Errors, Outcome, Refused, Result } from "./types.ts";
import { dataOf, revive, write } from "./wire.ts";

/** The error that `orThrow` throws when the server refused the action or did not answer. */
export class ActionError extends Error {
  declare readonly outcome: Outcome;
  declare readonly error: Errors;
  /** The code of an unexpected failure. The server's log contains the same code. */
  declare readonly digest: string | undefined;
  /** The address of the sign-in page, if the visitor has to sign in. */
  declare readonly signIn: string | undefined;

  constructor(refused: Refused) {
    super(sentenceOf(refused.error, refused.digest));
    Object.assign(this, refused, { name: "ActionError" });
  }
}

/** How long code can take to read the error of a result before the error counts as unseen. */
const LOOK_MS = 300;

const REASONS: Partial<Record<Outcome, string>> = {
  offline: "There is no connection.",
  timeout: "The server took too long.",
  bad_reply: "The answer could not be read.",
};

/** The element that contains the ids of the page's actions. */
const ids = (): HTMLMetaElement | null => document.querySelector("meta[name=postback-actions]");

const idOf = (name: string): string | undefined => JSON.parse(ids()?.content || "{}")[name];

/** The function of an action that `call` uses. */
type Run = (given: readonly unknown[], signal?: AbortSignal) => Promise<Result<any>>;

/** Returns the action of this name, which has `count` arguments before its form. Generated code calls it. */
export function action<Declared>(name: string, count: number, hasForm = false, ...bound: unknown[]): Declared {
  const run: Run = async (given, signal) => {
    const args = [...bound, ...given];
    const [first, second] = args.splice(count);
    const form = hasForm ? dataOf(second instanceof FormData ? second : first) : undefined;
    const ended = hooks.begin(form);
    let id: string | undefined;
    const post = (): Promise<Head> => {
      id = idOf(name);
      if (!id) throw new TypeError(`This page knows no action ${name}: it needs page.actions() in its head.`);
      return send(`${name.split(".").pop()}.${id}`, write(args)!.slice(1, -1), form ?? new FormData(), signal);
    };
    let ok = false;
    try {
      let head = await post();
      // The page was older than the server, so the action did not run. The response contains the new ids.
      if (head.actions) {
        ids()!.content = JSON.stringify(head.actions);
        if (idOf(name) !== id) head = await post();
      }
      ok = head.ok;
      return await resultOf(head);
    } finally {
      ended(ok);
    }
  };
  return Object.assign((...args: unknown[]) => run(args), {
    run,
    bind: (_: unknown, ...args: unknown[]) => action(name, count, hasForm, ...bound, ...args),
    async orThrow(...args: unknown[]) {
      const result = await run(args);
      if (result.error) throw new ActionError(result);
      return result.data;
    },
  }) as never;
}

/** Calls an action, and stops waiting when the signal aborts. A request that was already sent may still run. */
export function call<Args extends readonly unknown[], Answer>(
  action: (...args: Args) => Promise<Answer>,
  args: Args,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Answer> {
  return (action as unknown as { run: Run }).run(args, signal) as never;
}

async function resultOf({ ok, outcome, result, errors = {}, say, digest, url, page }: Head): Promise<Result<any>> {
  const to = webAddressOf(url);
  if (ok) {
    // The browser opens an address of another site. If there is a runtime, it has shown the page or leaves it.
    if (to && page !== "full") await (!runtime() && to.origin === location.origin ? hooks.navigate : leaveFor)(to.href);
    return { success: true, data: revive(result ?? null), ...(to && { redirect: to.href }) };
  }
  const { "": own, ...error } = errors as Record<string, string[]>;
  if (own || !Object.keys(error)[0]) error["_form"] = own ?? [say ?? REASONS[outcome as Outcome] ?? outcome];
  let isSeen = outcome === "cancelled";
  // Code that reads the error shows it. If no code reads it, the hook has to show it.
  setTimeout(() => isSeen || hooks.unseen(sentenceOf(error, digest), to?.href), LOOK_MS);
  return {
    get error() {
      isSeen = true;
      return error;
    },
    outcome: outcome as Outcome,
    ...(digest && { digest }),
    ...(to && { signIn: to.href }),
  };
}

function sentenceOf(error: Errors, digest?: string): string {
  const all = Object.entries(error).map(([field, texts]) => (field === "_form" ? "" : `${field} `) + texts![0]);
  return all.join(" ") + (digest ? ` (code ${digest})` : "");
}
