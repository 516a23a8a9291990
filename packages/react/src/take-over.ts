// Copies what was typed into the server's form before React was loaded.

type Control = HTMLInputElement & Pick<HTMLSelectElement, "options">;

const isBox = ({ type }: Control): boolean => /radio|checkbox/.test(type);

/** Replaces the server's HTML by the component. */
export function takeOver(fallback: Element, box: Element): void {
  const { activeElement } = document;
  fallback.replaceWith(box);
  const controls = [...box.querySelectorAll<Control>("[name]")];
  for (const old of fallback.querySelectorAll<Control>("[name]")) {
    const at = controls.findIndex(({ name, type, value }) => name === old.name && type === old.type && (!isBox(old) || value === old.value));
    // If several controls have the name, each old one matches a different new one.
    const [next] = at < 0 ? [] : controls.splice(at, 1);
    if (!next) continue;
    if (isChanged(old)) fill(next, old);
    if (old !== activeElement) continue;
    next.focus();
    // Controls without text have no caret, and setting it throws.
    if (old.selectionStart != null) next.setSelectionRange(old.selectionStart, old.selectionEnd);
  }
}

function isChanged(old: Control): boolean {
  if (isBox(old)) return old.checked !== old.defaultChecked;
  if (old.options) return [...old.options].some(({ selected, defaultSelected }) => selected !== defaultSelected);
  return old.value !== old.defaultValue;
}

function fill(next: Control, old: Control): void {
  if (isBox(old)) return next.checked === old.checked ? undefined : next.click();
  if (old.type === "file") {
    next.files = old.files;
  } else if (old.options) {
    for (const option of next.options) option.selected = [...old.options].some(({ selected, value }) => selected && value === option.value);
  } else {
    // The native setter bypasses React, so React handles the events below like typing.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(next), "value")!.set!.call(next, old.value);
  }
  for (const name of ["input", "change"]) next.dispatchEvent(new Event(name, { bubbles: true }));
}
