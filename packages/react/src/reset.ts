// React resets a form when its action has ended, however it has ended. What was refused stays.
//
// A call knows what is in its form, but not which form that was. React reads the form when it is submitted, so
// what it has read says whose call it is.

import { hooks } from "@postback/client";

interface Submit {
  form: HTMLFormElement;
  entries: unknown[];
}

/** How many calls can wait for their turn, where a form is not removed. */
const MOST = 16;

/** Forms whose next reset is React's, after a refusal. */
const refused = new WeakSet<EventTarget>();
/** What React has read, and nobody has called an action with yet. */
let submits: Submit[] = [];
let current: SubmitEvent | undefined;

const entriesOf = (data: FormData): unknown[] => [...data].flat();

/** Not what the form itself calls so: a field can have any name. */
const read = (element: Element | null | undefined, name: string): string => (element && Element.prototype.getAttribute.call(element, name)) ?? "";

const listen = <Name extends keyof WindowEventMap>(name: Name, hear: (event: WindowEventMap[Name]) => void): void => addEventListener(name, hear, true);

listen("submit", (event) => {
  current = event;
  setTimeout(() => (current = undefined));
});

listen("formdata", ({ target, formData }) => {
  const { target: form, submitter } = current ?? {};
  // How React marks an action that is a function.
  const isOfReact = form === target && [read(submitter, "formaction"), read(form as Element, "action")].some((address) => address.startsWith("javascript:"));
  if (isOfReact) submits = [...submits, { form: form as HTMLFormElement, entries: entriesOf(formData) }].slice(-MOST);
});

listen("reset", (event) => {
  if (refused.delete(event.target!)) event.preventDefault();
  // With this, all that it has submitted has ended. Passwords and files are not kept.
  submits = submits.filter(({ form }) => form !== event.target && form.isConnected);
});

listen("click", ({ target }) => {
  const button = (target as Element).closest?.<HTMLButtonElement>("[type=reset]");
  if (button?.form) refused.delete(button.form);
});

hooks.begin = (data) => {
  const entries = data && entriesOf(data);
  const at = submits.findIndex((one) => one.entries.length === entries?.length && one.entries.every((value, index) => value === entries[index]));
  const [submit] = at < 0 ? [] : submits.splice(at, 1);
  return (ok) => {
    if (submit) refused[ok ? "delete" : "add"](submit.form);
  };
};
