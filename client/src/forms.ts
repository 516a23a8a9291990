// A form as it is, whatever its fields are called: `<input name="getAttribute">` stands before the
// form's own property of that name.

declare const isOpaque: unique symbol;

/** A form, of which nothing can be read but by `own`. */
export type Form = { readonly [isOpaque]: true };

type Properties = HTMLElement & Pick<HTMLFormElement, "noValidate" | "reportValidity" | "reset">;

/** The property that the form has by itself; a method is bound to it. For any other element, too. */
export function own<Name extends keyof Properties>(form: Form | HTMLElement, name: Name): Properties[Name] {
  const value: any = Reflect.get(HTMLFormElement.prototype, name, form);
  return typeof value === "function" ? value.bind(form) : value;
}

/** For what takes an element and reads nothing of it. */
export function nodeOf(form: Form): HTMLFormElement {
  return form as unknown as HTMLFormElement;
}
