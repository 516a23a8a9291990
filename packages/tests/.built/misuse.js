import { Fragment as _Fragment, jsx as _jsx, jsxs as _jsxs } from "react/jsx-runtime";
// What the types accept, and what they refuse. Nothing of this is run.
import { call } from "@postback/client";
import { mountIslands } from "@postback/react";
import { useMutation } from "@tanstack/react-query";
import { lazy, startTransition, useActionState, useOptimistic, useTransition } from "react";
import { deleteSecret, echo, login, solveProblem, toggleSolved, updateProblem, updateProfile } from "./actions.js";
export async function use() {
    const result = await updateProfile({ name: "x", news: true, topic: "rust", links: [{ text: "a", url: "b" }] });
    if (result.success)
        takesText(result.data.name);
    else
        takesText(result.error.name?.[0], result.error._form?.[0], result.error["links[0].url"]?.[0], result.digest, result.signIn);
    if (result.error)
        takesText(result.error.topic?.[0], result.outcome === "conflict" ? "" : undefined);
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
export function mount() {
    mountIslands({ List, Late: lazy(async () => ({ default: ({ name }) => name })) });
    mountIslands({ List });
}
export function Use() {
    const [state, submit, isPending] = useActionState(updateProfile, null);
    const [second, submitSecond] = useActionState(updateProblem.bind(null, 5n), null);
    const [third, submitThird] = useActionState(async (_, form) => updateProfile(form), null);
    const [fourth, run] = useActionState(toggleSolved.bind(null, "1"), null);
    const [solved, setSolved] = useOptimistic(false);
    const [, start] = useTransition();
    useMutation({ mutationFn: toggleSolved.orThrow });
    useMutation({ mutationFn: updateProfile.orThrow });
    return (_jsxs(_Fragment, { children: [_jsxs("form", { action: submit, children: [state?.error?.name && _jsx("p", { children: state.error.name[0] }), isPending] }), _jsxs("form", { action: submitSecond, children: [second?.error?.title?.[0], " ", second?.data?.id.toString()] }), _jsx("form", { action: submitThird, children: third?.error?._form?.[0] }), _jsx("form", { action: run, children: fourth?.error?._form?.[0] }), _jsx("form", { action: updateProfile, children: _jsx("button", { formAction: login, children: "Sign in" }) }), _jsx("form", { action: updateProblem.bind(null, 7n) }), _jsx("button", { onClick: () => start(() => solveProblem("1", "2")), children: solved }), _jsx("button", { onClick: () => start(async () => {
                    setSolved(true);
                    await toggleSolved("1");
                }) })] }));
}
export async function misuse() {
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
    if (result.error && result.outcome === "maybe")
        return;
    // @ts-expect-error what the server said is not changed
    result.error.name = ["x"];
}
export function Misuse() {
    // @ts-expect-error its argument is missing
    return _jsx("form", { action: updateProblem });
}
export function misused(errors) {
    // @ts-expect-error there may be none
    takesText(...errors.name);
    // @ts-expect-error an island that the server does not have
    mountIslands({ List, Late: List, More: List });
    // @ts-expect-error a component for other properties
    mountIslands({ List: ({ problem }) => problem, Late: ({ name }) => name });
}
