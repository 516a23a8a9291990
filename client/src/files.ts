// What a file has to be, said before it is sent. The server looks again, and at what is in it.

import type { Submission } from "./takeover.ts";

/** Whether all files fit their fields. The first field that has one which does not says so, as the
 * browser says that one is required. */
export function areFine({ states }: Submission): boolean {
  for (const [field] of states as Iterable<[HTMLInputElement]>) {
    for (const file of field.files ?? []) {
      // A field that is not shown could not say it, so the server does.
      if (isUnfit(file, field) && field.checkVisibility()) {
        // In the words of the server, which knows those of the app.
        field.setCustomValidity(field.dataset["pbFile"]!);
        // Before anything is submitted again, because until then it may have lost its file.
        addEventListener("click", () => field.setCustomValidity(""), { once: true });
        // One that is disabled is not sent.
        return field.reportValidity();
      }
    }
  }
  return true;
}

function isUnfit({ name, size, type }: File, { accept, dataset }: HTMLInputElement): boolean {
  const fits = (kind: string): boolean => type.startsWith((kind = kind.trim()).replace("*", "")) || name.toLowerCase().endsWith(kind);
  return size > +dataset["pbMax"]! || (!!type && !accept.toLowerCase().split(",").some(fits));
}
