// What a file has to be, said before it is sent. The server looks again, and at what is in it.

import type { Submission } from "./takeover.ts";

/** Whether all files fit their fields. The first field that has one which does not says so, as the
 * browser says that one is required. */
export function areFine({ states }: Submission): boolean {
  for (const [field] of states as Iterable<[HTMLInputElement]>) {
    for (const file of field.files ?? []) {
      const problem = problemOf(file, field);
      // A field that is not shown could not say it, so the server does.
      if (problem && field.checkVisibility()) {
        field.setCustomValidity(problem);
        // Before anything is submitted again, because until then it may have lost its file.
        addEventListener("click", () => field.setCustomValidity(""), { once: true });
        // One that is disabled is not sent.
        return field.reportValidity();
      }
    }
  }
  return true;
}

function problemOf({ name, size, type }: File, { accept, dataset }: HTMLInputElement): string | false {
  if (size > +dataset["pbMax"]!) return `${name} must be at most ${+dataset["pbMax"]! / 2 ** 20} MiB`;
  const fits = (kind: string): boolean => type.startsWith(kind.replace(/\*.*/, "")) || name.toLowerCase().endsWith(kind);
  return type && !accept.toLowerCase().split(/\s*,\s*/).some(fits) && `${name} must be one of: ${accept}`;
}
