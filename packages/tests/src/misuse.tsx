// What the types accept, and what they refuse. Nothing of this is run.

import { call, type Errors } from "@postback/client";
import { mountIslands } from "@postback/react";
import { useMutation } from "@tanstack/react-query";
import { lazy, startTransition, useActionState, useOptimistic, useTransition, type ComponentType, type ReactNode } from "react";

import { deleteSecret, echo, login, solveProblem, toggleSolved, updateProblem, updateProfile } from "./actions.ts";

export async function use(): Promise<void> {
  const result = await updateProfile({ name: "x", news: true, topic: "rust", links: [{ text: "a", url: "b" }] });
  if (result.success) takesText(result.data.name);
  else takesText(result.error.name?.[0], result.error._form?.[0], result.error["links[0].url"]?.[0], result.digest, result.signIn);
  if (result.error) takesText(result.error.topic?.[0], result.outcome === "conflict" ? "" : undefined);
  await updateProfile(new FormData());
  await updateProfile(null, new FormData());
  await updateProblem(5n, { title: "x", tags: ["a"] });
  const bound = await updateProblem.bind(null, 5n)({ title: "x" });
  takesText(bound.error?.title?.[0], bound.data?.id.toString());
  takesText(await solveProblem.orThrow("1", "2"), (await updateProblem.bind(null, 5n).orThrow({ title: "x" })).id.toString());
  startTransition(() => toggleSolved("1"));
  startTransition(async () => {
    await toggleSolved("1");
  });
  const { signal } = new AbortController();
  takesText((await call(solveProblem, ["1", "2"], { signal })).data);
}

declare function takesText(...texts: (string | undefined)[]): void;

declare const List: ComponentType<{ problems: { id: string }[] }>;

interface Islands {
  List: { problems: { id: string }[] };
  Late: { name: string };
}

export function mount(): void {
  mountIslands<Islands>({ List, Late: lazy(async () => ({ default: ({ name }: { name: string }) => name })) });
  mountIslands({ List });
}

export function Use(): ReactNode {
  const [state, submit, isPending] = useActionState(updateProfile, null);
  const [second, submitSecond] = useActionState(updateProblem.bind(null, 5n), null);
  const [third, submitThird] = useActionState(async (_: unknown, form: FormData) => updateProfile(form), null);
  const [fourth, run] = useActionState(toggleSolved.bind(null, "1"), null);
  const [solved, setSolved] = useOptimistic(false);
  const [, start] = useTransition();
  useMutation({ mutationFn: toggleSolved.orThrow });
  useMutation({ mutationFn: updateProfile.orThrow });
  return (
    <>
      <form action={submit}>
        {state?.error?.name && <p>{state.error.name[0]}</p>}
        {isPending}
      </form>
      <form action={submitSecond}>
        {second?.error?.title?.[0]} {second?.data?.id.toString()}
      </form>
      <form action={submitThird}>{third?.error?._form?.[0]}</form>
      <form action={run}>{fourth?.error?._form?.[0]}</form>
      <form action={updateProfile}>
        <button formAction={login}>Sign in</button>
      </form>
      <form action={updateProblem.bind(null, 7n)} />
      <button onClick={() => start(() => solveProblem("1", "2"))}>{solved}</button>
      <button
        onClick={() =>
          start(async () => {
            setSolved(true);
            await toggleSolved("1");
          })
        }
      />
    </>
  );
}

export async function misuse(): Promise<void> {
  // @ts-expect-error a field of another name
  await updateProfile({ nam: "x" });
  // @ts-expect-error a missing field
  await updateProfile({});
  // @ts-expect-error not one of the choices
  await updateProfile({ name: "x", topic: "go" });
  // @ts-expect-error a missing argument
  await solveProblem("1");
  // @ts-expect-error a number is no text
  await solveProblem(1, "2");
  // @ts-expect-error what is sealed comes from the server
  await deleteSecret("7");
  // @ts-expect-error 64 bits are a bigint
  await echo({ small: 1, large: 1, text: "", maybe: null, list: [], map: {}, tuple: [1, 2n], kind: { kind: "plain" }, bytes: new Uint8Array() });
  // @ts-expect-error a missing argument of one that is called with a signal
  await call(solveProblem, ["1"]);
  // @ts-expect-error an argument of another type
  updateProblem.bind(null, "5");
  const result = await updateProfile({ name: "x" });
  // @ts-expect-error nobody has looked whether it is there
  takesText(result.data.name);
  // @ts-expect-error there is no such field
  takesText(result.error?.nam);
  // @ts-expect-error an outcome that does not exist
  if (result.error && result.outcome === "maybe") return;
  // @ts-expect-error what the server said is not changed
  result.error!.name = ["x"];
}

export function Misuse(): ReactNode {
  // @ts-expect-error its argument is missing
  return <form action={updateProblem} />;
}

export function misused(errors: Errors<{ name: string }>): void {
  // @ts-expect-error there may be none
  takesText(...errors.name);
  // @ts-expect-error an island that the server does not have
  mountIslands<Islands>({ List, Late: List, More: List });
  // @ts-expect-error a component for other properties
  mountIslands<Islands>({ List: ({ problem }: { problem: string }) => problem, Late: ({ name }) => name });
}
