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

/** Unless the page says it itself. */
export function say(text: string | undefined): void {
  if (!text) return;
  if ([...document.querySelectorAll("[role=alert],[role=status]")].some((shown) => shown.textContent.includes(text))) return;
  if (document.ariaNotify) document.ariaNotify(text);
  else region.textContent = text;
}

/** To what is wrong with the form, unless the user is somewhere else by now. */
export function focusProblem(form: Form): void {
  const active = document.activeElement;
  if (!own(form, "contains")(active) && !active?.contains(nodeOf(form))) return;
  const problem = own(form, "querySelector")<HTMLElement>(".pb-summary,[aria-invalid=true]");
  if (focus(problem)) problem!.scrollIntoView({ block: "nearest" });
}

/** As if the page had just been opened. */
export function focusPage(): void {
  // What is in a dialog has its turn when that is opened.
  if (!focus(document.querySelector("[autofocus]:not(dialog *,[popover] *)"))) {
    const start = document.querySelector("main h1") ?? document.querySelector("main");
    // Most headings cannot be focused; whoever uses the keyboard goes on from there all the same.
    if (start) (start as HTMLElement).tabIndex = -1;
    focus(start);
  }
  say(document.title);
}
