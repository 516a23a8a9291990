// For those who hear the page, and for those who use it without a mouse.

import { contains, document, querySelector } from "./dom.ts";
import { focus } from "./focus.ts";
import { nodeOf, type Form } from "./forms.ts";
import { announcers } from "./later.ts";

declare global {
  interface Document {
    ariaNotify?(text: string): void;
  }
}

/** What the page says itself. */
export function said(): string {
  return [...document.querySelectorAll("[role=alert],[role=status]")].map((element) => element.textContent).join("\n");
}

/** Unless the page says it itself; what it has said `before` is not said by standing there. */
export function say(text: string | undefined, before?: string): void {
  const now = said();
  if (!text || (now !== before && now.includes(text))) return;
  if (document.ariaNotify) document.ariaNotify(text);
  else announcers.now?.announce(text);
}

/** To what is wrong with the form, unless the user is somewhere else by now. */
export function focusProblem(form: Form): void {
  const active = document.activeElement;
  if (!contains(form, active) && !(active && contains(active, nodeOf(form))) && (active as HTMLButtonElement).form !== nodeOf(form)) return;
  const problem = querySelector(form, ".pb-summary,[aria-invalid=true]");
  if (focus(problem)) problem!.scrollIntoView({ block: "nearest" });
}
