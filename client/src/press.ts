// A press acts on the form in which it began. If an answer replaces that form in the middle of a
// double click, or while Enter is held, the second click or the repeated key would otherwise submit
// the new form, which the user has not seen yet.

import { closest } from "./dom.ts";

type Button = HTMLButtonElement | HTMLInputElement;

/** The form in which the last press began, by the type of its event. */
const beganIn: Record<string, HTMLFormElement | null | undefined> = {};

function handlePress(event: Event, isRepeat: boolean): void {
  const { type, target, isTrusted } = event;
  if (!isTrusted) return;
  const form = closest<Button>(target as Element, "button,input")?.form;
  if (!isRepeat) beganIn[type] = form;
  else if (form && form !== beganIn[type]) event.preventDefault();
}

addEventListener("click", (event) => handlePress(event, event.detail > 1), true);
addEventListener("keydown", (event) => {
  if (event.key === "Enter") handlePress(event, event.repeat);
}, true);
