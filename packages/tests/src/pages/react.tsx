// Islands with everything that a test looks at.

import { hooks } from "@postback/client";
import { mountIslands } from "@postback/react";
import { lazy, useActionState, useOptimistic, useState, useTransition, type ReactNode } from "react";
import { useFormStatus } from "react-dom";

import { login, solveProblem, toggleSolved, updateProfile } from "../actions.ts";

interface Problem {
  id: string;
  title: string;
  solved: boolean;
}

function List({ problems }: { problems: Problem[] }): ReactNode {
  const [shown, solve] = useOptimistic(problems, (all, id: string) => all.map((one) => (one.id === id ? { ...one, solved: true } : one)));
  const [, start] = useTransition();
  const press = (id: string): void =>
    start(async () => {
      solve(id);
      await toggleSolved(id);
    });
  return (
    <ul>
      {shown.map(({ id, title, solved }) => (
        <li key={id}>
          {title}{" "}
          <button onClick={() => press(id)} disabled={solved}>
            {solved ? "D" : "M"}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Solve({ problemId }: { problemId: string }): ReactNode {
  const [isPending, start] = useTransition();
  return (
    <button disabled={isPending} onClick={() => start(() => solveProblem(problemId, "u1"))}>
      {isPending ? "Checking..." : "Solved"}
    </button>
  );
}

function Fields(): ReactNode {
  return (
    <>
      <input name="name" />
      <textarea name="note" />
      <input type="checkbox" name="news" value="true" />
      <select name="topic">
        <option>rust</option>
        <option>go</option>
      </select>
      <input type="file" name="file" />
    </>
  );
}

function Save(): ReactNode {
  const { pending } = useFormStatus();
  return <button className="save">{pending ? "Saving…" : "Save"}</button>;
}

function Settings(): ReactNode {
  const [state, submit] = useActionState(updateProfile, null);
  const [topic, choose] = useState("rust");
  return (
    <form action={submit}>
      <Fields />
      <select name="chosen" value={topic} onChange={({ target }) => choose(target.value)}>
        <option>rust</option>
        <option>go</option>
      </select>
      <Save />
      <button type="reset">Reset</button>
      <p>{state?.error?.name?.[0] ?? state?.error?._form?.[0] ?? (state?.success && "saved")}</p>
    </form>
  );
}

/** Its results are not looked at. */
function Ignoring({ name }: { name: string }): ReactNode {
  return (
    <form action={updateProfile}>
      <input name="name" defaultValue={name} />
      <Save />
      <button type="reset">Reset</button>
      <button className="other" formAction={login}>
        Sign in
      </button>
    </form>
  );
}

function Bomb({ name }: { name: string }): ReactNode {
  if (name === "bomb") throw new Error("the island fails");
  return <p>alive: {name}</p>;
}

function Counter({ name }: { name: string }): ReactNode {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{`${name} ${count}`}</button>;
}

const { unseen } = hooks;
hooks.unseen = (...all) => {
  (globalThis as { unseen?: number }).unseen = ((globalThis as { unseen?: number }).unseen ?? 0) + 1;
  unseen(...all);
};

mountIslands({ List, Solve, Settings, Ignoring, Bomb, Counter, Late: lazy(async () => ({ default: Counter })) });
document.documentElement.dataset["mounted"] = "";
