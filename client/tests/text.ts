/** What a tree shows: without what is foreign in it, and attributes have no order. */
export function textOf(root: Element): string {
  const copy = root.cloneNode(true) as Element;
  for (const foreign of copy.querySelectorAll(".foreign")) foreign.remove();
  for (const element of copy.querySelectorAll("*")) {
    const attributes = [...element.attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name } of attributes) element.removeAttribute(name);
    for (const { name, value } of attributes) element.setAttribute(name, value);
  }
  copy.normalize();
  return copy.innerHTML;
}
