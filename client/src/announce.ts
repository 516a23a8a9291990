// Announces a text to screen readers, where the browser has no `ariaNotify`.

import { document } from "./dom.ts";

// A live region has to exist before it announces something.
const region = document.createElement("div");
region.ariaLive = "polite";
region.id = "pb-live";
region.dataset["pbKeep"] = "";
// Set by script, because a strict policy refuses style attributes.
region.style.cssText = "position:fixed;clip-path:inset(50%)";
document.body.append(region);

export function announce(text: string): void {
  // The same text again would not count as a change.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
