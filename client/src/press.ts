// One press is one decision. The second half of a double click, and a key that is still held, are for the
// form that they began on, and not for the one that has come to its place.

import { closest } from "./dom.ts";

type Button = HTMLButtonElement | HTMLInputElement;

/** Where the last click began, and the last Enter. */
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
