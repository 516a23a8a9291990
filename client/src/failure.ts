// What a form says when its submit came to nothing that the page itself could show.

import type { Failure } from "./send.ts";

const SENTENCES: Record<Failure, string> = {
  offline: "There is no connection. What you entered is still here.",
  timeout: "The server took too long to answer. What you entered is still here.",
  bad_reply: "The answer could not be read. What you entered is still here.",
  cancelled: "",
};

const boxes = new WeakMap<HTMLFormElement, Element>();

export function sentenceOf(failure: Failure): string {
  return SENTENCES[failure];
}

/** Above the form's fields, with one way on: to send the same once more, or to sign in. */
export function explain(form: HTMLFormElement, sentence: string, way?: (() => void) | URL): void {
  clear(form);
  const box = document.createElement("div");
  box.className = "pb-failure";
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  if (way instanceof URL) {
    box.append(Object.assign(document.createElement("a"), { href: way.href, textContent: "Sign in" }));
  } else if (way) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
    button.addEventListener("click", way);
    box.append(button);
  }
  boxes.set(form, box);
  form.prepend(box);
}

export function clear(form: HTMLFormElement): void {
  boxes.get(form)?.remove();
}
