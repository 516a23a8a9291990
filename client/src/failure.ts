// What a form says when its submit came to nothing that the page itself could show.

import type { Failure } from "./send.ts";

const REASONS: Record<Exclude<Failure, "cancelled">, string> = {
  offline: "There is no connection",
  timeout: "The server took too long to answer",
  bad_reply: "The answer could not be read",
};

const boxes = new WeakMap<HTMLFormElement, Element>();

export function sentenceOf(failure: keyof typeof REASONS, hasFields: boolean): string {
  return `${REASONS[failure]}.${hasFields ? " What you entered is still here." : ""}`;
}

/** Above the form's fields, or in the question that is open over them, with one way on: to send the
 * same once more, or to sign in. */
export function explain(form: HTMLFormElement, asked: Element, sentence: string, way?: (() => void) | URL): void {
  clear(form);
  const box = make("div", "");
  box.className = "pb-failure";
  box.role = "alert";
  box.append(make("p", sentence));
  if (way instanceof URL) {
    const link = make("a", "Sign in");
    link.href = way.href;
    box.append(link);
  } else if (way) {
    const button = make("button", "Try again");
    button.type = "button";
    button.onclick = way;
    box.append(button);
  }
  boxes.set(form, box);
  (asked.closest(":popover-open,dialog[open]") ?? form).prepend(box);
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

export function clear(form: HTMLFormElement): void {
  boxes.get(form)?.remove();
}
