// The optimistic changes that a form declares:
// `<template data-pb-optimistic="append" data-pb-target="#list">`.
//
// The kinds are `text`, `attr` (with `data-pb-name`), `remove`, `append`, `prepend` and `replace`.
// Submitted values are inserted as text only, where `data-pb-slot="field"` asks for them.

import { NAMELESS, type Op } from "./declared.ts";
import { append, cloneNode, closest, documentElement, ownerDocument, prepend, querySelector, querySelectorAll, remove, replaceChildren, replaceWith, setAttribute } from "./dom.ts";
import { nodeOf } from "./forms.ts";
import type { Submission } from "./takeover.ts";
import { find, keyOf } from "./tree.ts";

export interface Change {
  kind: string;
  /** A selector for the nearest element with a key. */
  key: string;
  /** The path from there to the target, if the target has no key. */
  within: string;
  /** The attribute that `attr` sets. */
  name: string;
  text: string;
  nodes: Element[];
}

/**
 * Evaluates the templates when the form is submitted, so that their meaning does not change while the answer
 * is awaited.
 */
export function readOps({ form, submitter, data, id }: Submission): Op[] {
  // A button that calls another action contains the templates of that action.
  const owner = submitter?.closest<HTMLElement>("[formaction]") ?? nodeOf(form);
  let namelessCount = 0;
  return [...querySelectorAll<HTMLTemplateElement>(owner, "template[data-pb-optimistic]")].flatMap((template) => {
    const { pbOptimistic: kind = "", pbTarget: selector = "", pbName: name = "" } = template.dataset;
    const target = resolve(nodeOf(form), selector);
    const ownKey = target && keyOf(target);
    const key = ownKey || keyOf(nodeOf(form));
    if (!target || !key || (template.closest("[formaction]") ?? nodeOf(form)) !== owner) return [];
    const content = template.content.cloneNode(true) as DocumentFragment;
    // A script would run as soon as it is shown, whatever the policy of the page.
    for (const script of content.querySelectorAll("script")) script.remove();
    if (kind !== "attr") fillSlots(content, data);
    const nodes = [...content.children];
    for (const node of nodes) {
      const isNameless = kind !== "replace" && !keyOf(node);
      if (isNameless) setAttribute(node, "data-key", `${id}.${namelessCount++}`);
      setAttribute(node, "data-pb-optimistic", isNameless ? NAMELESS : "");
    }
    return opOf({ kind, key, within: ownKey ? "" : selector, name, text: content.textContent, nodes });
  });
}

/** Resolves a selector inside `from`, `closest ..`, or `#id` anywhere. */
function resolve(from: HTMLElement, selector: string): Element | null {
  try {
    if (selector.startsWith("closest ")) return closest(from, selector.slice(8));
    return (selector.startsWith("#") && querySelector(documentElement(ownerDocument(from)!), selector)) || querySelector(from, selector);
  } catch {
    return null;
  }
}

function fillSlots(content: DocumentFragment, data: FormData): void {
  for (const slot of content.querySelectorAll("[data-pb-slot]")) {
    const values = data.getAll((slot as HTMLElement).dataset["pbSlot"]!) as File[];
    slot.textContent = values.map((value) => value.name ?? value).join(", ");
  }
}

export function opOf(change: Change): Op {
  return { kind: change.kind, locate: (root) => locate(root, change), apply: (part, base) => apply(part, change, base) };
}

function locate(root: Element, { key, within }: Change): Element | null {
  const keyed = find(root, key);
  return keyed && within ? resolve(keyed as HTMLElement, within) : keyed;
}

function apply(part: Element, change: Change, base: Element): Element {
  const { kind, name, text } = change;
  const target = locate(part, change);
  if (!target) return part;
  if (kind === "text") replaceChildren(target, ...(text ? [text] : []));
  else if (kind === "attr") setAttribute(target, name, text.trim());
  else if (kind === "remove") remove(target);
  else {
    // Copies, because the change is applied again to every page that is shown before its answer arrives.
    const nodes = change.nodes.map((node) => cloneNode(node, true));
    if (kind === "replace") {
      const node = nodes[0] ?? target;
      replaceWith(target, node);
      return target === part ? node : part;
    }
    const isNew = (node: Element): boolean => !find(base, keyOf(node)) && !find(part, keyOf(node));
    if (kind === "append") append(target, ...nodes.filter(isNew));
    else if (kind === "prepend") prepend(target, ...nodes.filter(isNew));
  }
  return part;
}
