// Creates elements of the page.

export function make(name: string, properties: object): HTMLElement {
  // Called on the prototype, which no form or image can shadow.
  return Object.assign(Document.prototype.createElement.call(document, name), properties);
}
