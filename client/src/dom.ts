// The DOM's own properties and methods, as functions. In a form with `<input name=firstChild>`,
// `firstChild` is that field, and a document exposes its forms and images in the same way. These
// functions are not shadowed by any field, form or image.

import type { Form } from "./forms.ts";

type OrForm<T> = T | Form;
type Class<T> = { prototype: T };
type AsFunction<T, V> = V extends (...all: infer A) => infer R ? (it: OrForm<T>, ...all: A) => R : (it: OrForm<T>) => V;

/** Returns a method, or the getter of a property, as a function whose first argument is the object. */
function native<T extends object, K extends keyof T & string>({ prototype }: Class<T>, name: K): AsFunction<T, T[K]> {
  const { get, value } = Object.getOwnPropertyDescriptor(prototype, name)!;
  return Function.prototype.call.bind(get ?? value) as AsFunction<T, T[K]>;
}

export const firstChild = /* @__PURE__ */ native(Node, "firstChild");
export const nextSibling = /* @__PURE__ */ native(Node, "nextSibling");
export const parentNode = /* @__PURE__ */ native(Node, "parentNode");
export const parentElement = /* @__PURE__ */ native(Node, "parentElement");
export const isConnected = /* @__PURE__ */ native(Node, "isConnected");
export const nodeName = /* @__PURE__ */ native(Node, "nodeName");
export const ownerDocument = /* @__PURE__ */ native(Node, "ownerDocument");
export const classList = /* @__PURE__ */ native(Element, "classList");
export const outerHTML = /* @__PURE__ */ native(Element, "outerHTML");

export const getAttribute = /* @__PURE__ */ native(Element, "getAttribute");
export const getAttributeNames = /* @__PURE__ */ native(Element, "getAttributeNames");
export const getAttributeNode = /* @__PURE__ */ native(Element, "getAttributeNode");
export const hasAttribute = /* @__PURE__ */ native(Element, "hasAttribute");
export const setAttribute = /* @__PURE__ */ native(Element, "setAttribute");
export const setAttributeNode = /* @__PURE__ */ native(Element, "setAttributeNode");
export const removeAttribute = /* @__PURE__ */ native(Element, "removeAttribute");
export const setAttributeNS: (it: Element, namespace: string | null, name: string, value: string) => void = /* @__PURE__ */ native(Element, "setAttributeNS");
export const removeAttributeNS = /* @__PURE__ */ native(Element, "removeAttributeNS");
export const matches: (it: OrForm<Element>, selector: string) => boolean = /* @__PURE__ */ native(Element, "matches");
export const closest = /* @__PURE__ */ native(Element, "closest") as <E extends Element = HTMLElement>(it: OrForm<Element>, selector: string) => E | null;
export const querySelector = /* @__PURE__ */ native(Element, "querySelector") as <E extends Element = HTMLElement>(it: OrForm<Element>, selector: string) => E | null;
export const querySelectorAll = /* @__PURE__ */ native(Element, "querySelectorAll") as <E extends Element = HTMLElement>(it: OrForm<Element>, selector: string) => NodeListOf<E>;
export const contains = /* @__PURE__ */ native(Node, "contains");
export const isEqualNode = /* @__PURE__ */ native(Node, "isEqualNode");
export const insertBefore: (it: Node, node: Node, before: Node | null) => Node = /* @__PURE__ */ native(Node, "insertBefore");
export const cloneNode = /* @__PURE__ */ native(Node, "cloneNode") as <N extends Node>(it: N, isDeep?: boolean) => N;

export const replaceChildren: (it: OrForm<Element>, ...nodes: (Node | string)[]) => void = /* @__PURE__ */ native(Element, "replaceChildren");
export const append: (it: OrForm<Element>, ...nodes: (Node | string)[]) => void = /* @__PURE__ */ native(Element, "append");
export const prepend: (it: OrForm<Element>, ...nodes: (Node | string)[]) => void = /* @__PURE__ */ native(Element, "prepend");
export const replaceWith: (it: OrForm<Element>, ...nodes: (Node | string)[]) => void = /* @__PURE__ */ native(Element, "replaceWith");
export const reset = /* @__PURE__ */ native(HTMLFormElement, "reset");
export const dispatchEvent = /* @__PURE__ */ native(EventTarget, "dispatchEvent");
export const addEventListenerTo: (it: OrForm<EventTarget>, type: string, listener: (event: Event) => void) => void = /* @__PURE__ */ native(EventTarget, "addEventListener");
export const focus = /* @__PURE__ */ native(HTMLElement, "focus");
export const checkVisibility = /* @__PURE__ */ native(Element, "checkVisibility");
export const noValidate = /* @__PURE__ */ native(HTMLFormElement, "noValidate");
export const reportValidity = /* @__PURE__ */ native(HTMLFormElement, "reportValidity");
export const elements = /* @__PURE__ */ native(HTMLFormElement, "elements");
export const forms = /* @__PURE__ */ native(Document, "forms");
export const documentElement = /* @__PURE__ */ native(Document, "documentElement");

/** Returns a copy of the current children. */
export function childrenOf(node: OrForm<Node>): ChildNode[] {
  const children: ChildNode[] = [];
  for (let child = firstChild(node); child; child = nextSibling(child)) children.push(child);
  return children;
}

export function remove(node: Node | undefined): void {
  const parent = node && parentNode(node);
  if (parent) removeChild(parent, node);
}

const removeChild: (it: Node, node: Node) => Node = /* @__PURE__ */ native(Node, "removeChild");

/**
 * The document without the forms and images that it exposes as its properties. It is named like the global one so
 * that a module that imports it cannot use that one by mistake.
 */
export const document: Document = /* @__PURE__ */ new Proxy(globalThis.document, {
  get(document, name) {
    const value = Reflect.get(Document.prototype, name, document);
    return value instanceof Function ? value.bind(document) : value;
  },
});
