// A form as it is, whatever its fields are called: `<input name="getAttribute">` stands before the
// form's own property of that name.

declare const isOpaque: unique symbol;

/** A form, of which nothing can be read but by the functions of `dom.ts`. */
export type Form = { readonly [isOpaque]: true };

/** For what takes an element and reads nothing of it. */
export function nodeOf(form: Form): HTMLFormElement {
  return form as unknown as HTMLFormElement;
}
