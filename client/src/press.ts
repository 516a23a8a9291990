// One press is one decision: the second click of a double click, or a key that is still held,
// belongs to the form in which it began, not to the form that has replaced it.

import { closest } from "./dom.ts";

type Button = HTMLButtonElement | HTMLInputElement;

/** The forms in which the last click and the last Enter began. */
const began: Record<string, HTMLFormElement | null | undefined> = {};

function press(event: Event, isSame: boolean): void {
  const { type, target, isTrusted } = event;
  if (!isTrusted) return;
  const form = closest<Button>(target as Element, "button,input")?.form;
  if (!isSame) began[type] = form;
  else if (form && form !== began[type]) event.preventDefault();
}

addEventListener("click", (event) => press(event, event.detail > 1), true);
addEventListener("keydown", (event) => {
  if (event.key === "Enter") press(event, event.repeat);
}, true);
