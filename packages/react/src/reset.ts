// React resets a form after every action. This module prevents the reset after a refusal.
//
// A call knows the entries of its form, but not the form element. React reads the entries when the form is submitted,
// so equal entries identify the form of a call.

import { hooks } from "@postback/client";

interface Submit {
  form: HTMLFormElement;
  entries: unknown[];
}

/** The largest number of submissions that are remembered until their calls begin. */
const MOST = 16;

/** Forms that were refused, so React's next reset is prevented. */
const refused = new WeakSet<EventTarget>();
/** The submissions that React has read and no call has used yet. */
let submits: Submit[] = [];
let current: SubmitEvent | undefined;

const entriesOf = (data: FormData): unknown[] => [...data].flat();

/** Reads an attribute. A property of the form may be shadowed by a field of that name. */
const read = (element: Element | null | undefined, name: string): string => (element && Element.prototype.getAttribute.call(element, name)) ?? "";

const listen = <Name extends keyof WindowEventMap>(name: Name, hear: (event: WindowEventMap[Name]) => void): void => addEventListener(name, hear, true);

listen("submit", (event) => {
  current = event;
  setTimeout(() => (current = undefined));
});

listen("formdata", ({ target, formData }) => {
  const { target: form, submitter } = current ?? {};
  // React gives a form with a function as its action a `javascript:` address.
  const isOfReact = form === target && [read(submitter, "formaction"), read(form as Element, "action")].some((address) => address.startsWith("javascript:"));
  if (isOfReact) submits = [...submits, { form: form as HTMLFormElement, entries: entriesOf(formData) }].slice(-MOST);
});

listen("reset", (event) => {
  if (refused.delete(event.target!)) event.preventDefault();
  // All submissions of this form have ended, so their passwords and files are forgotten.
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
