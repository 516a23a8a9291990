// What a form says the page will look like: `<template data-pb-optimistic="append" data-pb-target="#list">`.
//
// `text`, `attr` (with `data-pb-name`), `remove`, `append`, `prepend` and `replace`. What was
// submitted gets in as text only, where a `data-pb-slot="field"` asks for it.

import { find, keyOf } from "./tree.ts";

export interface Op {
  kind: string;
  /** The element with a key, as a selector. */
  key: string;
  /** From there to the target, if the target has no key itself. */
  within: string;
  /** The attribute of `attr`. */
  name: string;
  text: string;
  nodes: Element[];
}

/** Evaluated at submit: what the templates mean, does not change while the answer is awaited. */
export function readOps(form: HTMLFormElement, submitter: Element | null, data: FormData, id: string): Op[] {
  // A button that calls another action has the templates of that action inside.
  const isOther = submitter?.hasAttribute("formaction");
  const templates = (isOther ? submitter! : form).querySelectorAll<HTMLTemplateElement>("template[data-pb-optimistic]");
  const ops: Op[] = [];
  let born = 0;
  for (const template of templates) {
    if (!isOther && template.closest("[formaction]")) continue;
    const kind = template.getAttribute("data-pb-optimistic")!;
    const selector = template.getAttribute("data-pb-target") ?? "";
    const target = resolve(form, selector);
    const own = target && keyOf(target);
    const key = own || keyOf(form);
    if (!target || !key) continue;
    const content = template.content.cloneNode(true) as DocumentFragment;
    if (kind !== "attr") fillSlots(content, data);
    const nodes = [...content.children];
    nodes.forEach((node, index) => {
      // With a key it is the same row as the one that the server will have, or as the one that it replaces.
      const old = kind === "replace" && !index ? target : node;
      for (const name of ["id", "data-key"]) if (old.hasAttribute(name)) node.setAttribute(name, old.getAttribute(name)!);
      if (!keyOf(node)) node.setAttribute("data-key", born++ ? `${id}.${born}` : id);
      node.setAttribute("data-pb-optimistic", "");
    });
    const name = template.getAttribute("data-pb-name") ?? "";
    ops.push({ kind, key, within: own ? "" : selector, name, text: content.textContent ?? "", nodes });
  }
  return ops;
}

/** A selector inside `from`, `closest ..`, or `#id` anywhere. */
function resolve(from: Element, selector: string): Element | null {
  try {
    if (selector.startsWith("closest ")) return from.closest(selector.slice(8));
    return (selector.startsWith("#") && from.ownerDocument.querySelector(selector)) || from.querySelector(selector);
  } catch {
    return null;
  }
}

function fillSlots(content: DocumentFragment, data: FormData): void {
  for (const slot of content.querySelectorAll("[data-pb-slot]")) {
    const values = data.getAll(slot.getAttribute("data-pb-slot")!);
    slot.textContent = values.map((value) => (typeof value === "string" ? value : value.name)).join(", ");
  }
}

/** The target in a tree of the server's, which may be any later page. */
export function locate(root: Element, { key, within }: Op): Element | null {
  const keyed = find(root, key);
  const target = keyed && within ? resolve(keyed, within) : keyed;
  return target?.closest("[data-pb-keep]") ? null : target;
}

/** The element whose subtree holds all that the op changes, and what it is found by. */
export function placeOf(root: Element, op: Op): Element | null {
  const target = locate(root, op);
  const place = target && /^re/.test(op.kind) ? target.parentElement : target;
  const keyed = find(root, op.key);
  return place?.contains(keyed) ? place : place && keyed;
}

/** Sets, never toggles: on a page that has the effect already it changes nothing. */
export function apply(region: Element, op: Op, base: Element): void {
  const { kind } = op;
  const target = locate(region, op);
  if (!target) return;
  if (kind === "text") target.textContent = op.text;
  else if (kind === "attr") target.setAttribute(op.name, op.text.trim());
  else if (kind === "remove") target.remove();
  else {
    // Copies, because the op is applied to every page until its answer is there.
    const nodes = op.nodes.filter((node) => kind === "replace" || !find(base, keyOf(node)) && !find(region, keyOf(node)));
    const copies = nodes.map((node) => node.cloneNode(true));
    if (kind === "replace") target.replaceWith(...copies);
    else if (kind === "append" || kind === "prepend") target[kind](...copies);
  }
}
