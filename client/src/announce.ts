// Says something to those who hear the page, where the browser has no `ariaNotify`.

import { document } from "./dom.ts";

// A live region has to be there before there is anything to say.
const region = document.createElement("div");
region.ariaLive = "polite";
region.id = "pb-live";
region.dataset["pbKeep"] = "";
// By script, because a strict policy refuses a style attribute.
region.style.cssText = "position:fixed;clip-path:inset(50%)";
document.body.append(region);

export function announce(text: string): void {
  // The same text once more would be no change.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
