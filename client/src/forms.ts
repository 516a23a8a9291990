// Access to a form regardless of the names of its fields: `<input name="getAttribute">` shadows the
// form's method.

declare const isOpaque: unique symbol;

/** A form that can only be read through the functions of `dom.ts`. */
export type Form = { readonly [isOpaque]: true };

/** For functions that take an element and read none of its properties. */
export function nodeOf(form: Form): HTMLFormElement {
  return form as unknown as HTMLFormElement;
}
