// New elements of the page.

export function make(name: string, properties: object): HTMLElement {
  // No form or image stands before the prototype's own.
  return Object.assign(Document.prototype.createElement.call(document, name), properties);
}
