import { Fragment as _Fragment, jsx as _jsx, jsxs as _jsxs } from "react/jsx-runtime";
// Islands with everything that a test looks at.
import { hooks } from "@postback/client";
import { mountIslands } from "@postback/react";
import { lazy, useActionState, useOptimistic, useState, useTransition } from "react";
import { useFormStatus } from "react-dom";
import { login, solveProblem, toggleSolved, updateProfile } from "../actions.js";
function List({ problems }) {
    const [shown, solve] = useOptimistic(problems, (all, id) => all.map((one) => (one.id === id ? { ...one, solved: true } : one)));
    const [, start] = useTransition();
    const press = (id) => start(async () => {
        solve(id);
        await toggleSolved(id);
    });
    return (_jsx("ul", { children: shown.map(({ id, title, solved }) => (_jsxs("li", { children: [title, " ", _jsx("button", { onClick: () => press(id), disabled: solved, children: solved ? "D" : "M" })] }, id))) }));
}
function Solve({ problemId }) {
    const [isPending, start] = useTransition();
    return (_jsx("button", { disabled: isPending, onClick: () => start(() => solveProblem(problemId, "u1")), children: isPending ? "Checking..." : "Solved" }));
}
function Fields() {
    return (_jsxs(_Fragment, { children: [_jsx("input", { name: "name" }), _jsx("textarea", { name: "note" }), _jsx("input", { type: "checkbox", name: "news", value: "true" }), _jsxs("select", { name: "topic", children: [_jsx("option", { children: "rust" }), _jsx("option", { children: "go" })] }), _jsx("input", { type: "file", name: "file" })] }));
}
function Save() {
    const { pending } = useFormStatus();
    return _jsx("button", { className: "save", children: pending ? "Saving…" : "Save" });
}
function Settings() {
    const [state, submit] = useActionState(updateProfile, null);
    const [topic, choose] = useState("rust");
    return (_jsxs("form", { action: submit, children: [_jsx(Fields, {}), _jsxs("select", { name: "chosen", value: topic, onChange: ({ target }) => choose(target.value), children: [_jsx("option", { children: "rust" }), _jsx("option", { children: "go" })] }), _jsx(Save, {}), _jsx("button", { type: "reset", children: "Reset" }), _jsx("p", { children: state?.error?.name?.[0] ?? state?.error?._form?.[0] ?? (state?.success && "saved") })] }));
}
/** Its results are not looked at. */
function Ignoring({ name }) {
    return (_jsxs("form", { action: updateProfile, children: [_jsx("input", { name: "name", defaultValue: name }), _jsx(Save, {}), _jsx("button", { type: "reset", children: "Reset" }), _jsx("button", { className: "other", formAction: login, children: "Sign in" })] }));
}
function Bomb({ name }) {
    if (name === "bomb")
        throw new Error("the island fails");
    return _jsxs("p", { children: ["alive: ", name] });
}
function Counter({ name }) {
    const [count, setCount] = useState(0);
    return _jsx("button", { onClick: () => setCount(count + 1), children: `${name} ${count}` });
}
const { unseen } = hooks;
hooks.unseen = (...all) => {
    globalThis.unseen = (globalThis.unseen ?? 0) + 1;
    unseen(...all);
};
mountIslands({ List, Solve, Settings, Ignoring, Bomb, Counter, Late: lazy(async () => ({ default: Counter })) });
document.documentElement.dataset["mounted"] = "";
