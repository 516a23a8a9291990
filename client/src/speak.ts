// For those who hear the page, and for those who use it without a mouse.

import { focus } from "./focus.ts";
import { nodeOf, own, type Form } from "./forms.ts";

declare global {
  interface Document {
    ariaNotify?(text: string): void;
  }
}

let region: HTMLElement;

/** A live region has to be there before there is anything to say. */
export function prepare(): void {
  region = document.createElement("div");
  region.ariaLive = "polite";
  region.id = "pb-live";
  region.dataset["pbKeep"] = "";
  // By script, because a strict policy refuses a style attribute.
  region.style.cssText = "position:fixed;clip-path:inset(50%)";
  document.body.append(region);
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
  // The same text once more would be no change.
  else region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** To what is wrong with the form, unless the user is somewhere else by now. */
export function focusProblem(form: Form): void {
  const active = document.activeElement;
  if (!own(form, "contains")(active) && !active?.contains(nodeOf(form)) && (active as HTMLButtonElement).form !== nodeOf(form)) return;
  const problem = own(form, "querySelector")<HTMLElement>(".pb-summary,[aria-invalid=true]");
  if (focus(problem)) problem!.scrollIntoView({ block: "nearest" });
}
