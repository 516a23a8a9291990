// What a form says when its submit came to nothing that the page itself could show.

import type { WebAddress } from "./address.ts";
import type { Failure } from "./send.ts";

const REASONS: Record<Exclude<Failure, "cancelled">, string> = {
  offline: "There is no connection",
  timeout: "The server took too long to answer",
  bad_reply: "The answer could not be read",
};

const boxes = new WeakMap<HTMLFormElement, Element>();

export function sentenceOf(failure: keyof typeof REASONS, field: Element | null): string {
  return `${REASONS[failure]}.${field ? " What you entered is still here." : ""}`;
}

/** Above the form's fields, or in the question that is open over them, with one way on: to send the
 * same once more, or to sign in. */
export function explain(form: HTMLFormElement, asked: Element, sentence: string, way?: (() => void) | WebAddress): void {
  clear(form);
  const box = make("div", { className: "pb-failure", role: "alert" });
  box.append(make("p", { textContent: sentence }));
  if (typeof way === "string") box.append(make("a", { textContent: "Sign in", href: way }));
  else if (way) box.append(make("button", { textContent: "Try again", type: "button", onclick: way }));
  boxes.set(form, box);
  // A page that came meanwhile may not have the form any more.
  (asked.isConnected ? asked.closest(":popover-open,dialog[open]") ?? form : document.body).prepend(box);
}

function make(name: string, properties: object): HTMLElement {
  return Object.assign(document.createElement(name), properties);
}

export function clear(form: HTMLFormElement): void {
  boxes.get(form)?.remove();
}
