// Support for screen readers and for the keyboard.

import { contains, document, querySelector } from "./dom.ts";
import { focus } from "./focus.ts";
import { nodeOf, type Form } from "./forms.ts";
import { announcers } from "./later.ts";

declare global {
  interface Document {
    ariaNotify?(text: string): void;
  }
}

/** Returns the messages that the page itself shows. */
export function shownMessages(): string {
  return [...document.querySelectorAll("[role=alert],[role=status]")].map((element) => element.textContent).join("\n");
}

/**
 * Announces a text, unless the page itself shows it. A message that was shown `before` is not announced by
 * still being there.
 */
export function announce(text: string | undefined, before?: string): void {
  const now = shownMessages();
  if (!text || (now !== before && now.includes(text))) return;
  if (document.ariaNotify) document.ariaNotify(text);
  else announcers.now?.announce(text);
}

/** Focuses the first error of the form, unless the user has moved elsewhere. */
export function focusProblem(form: Form): void {
  const active = document.activeElement;
  if (!contains(form, active) && !(active && contains(active, nodeOf(form))) && (active as HTMLButtonElement).form !== nodeOf(form)) return;
  const problem = querySelector(form, ".pb-summary,[aria-invalid=true]");
  if (focus(problem)) problem!.scrollIntoView({ block: "nearest" });
}
