// Makes the document follow the server's new page, changing nothing that the server did not change.
//
// Every comparison is between the server's old page and its new one. The differences are applied to
// the old page and, node by node, to the live partners. So attributes, classes and nodes that
// scripts have added stay, and those that they have removed do not return.

import { remember, type Settled } from "./controls.ts";
import { create } from "./create.ts";
import { childrenOf, classList, cloneNode, document, firstChild, getAttribute, getAttributeNames, getAttributeNode, hasAttribute, isEqualNode, matches, nextSibling, nodeName, outerHTML, parentNode, querySelectorAll, remove, removeAttribute, setAttribute, setAttributeNode } from "./dom.ts";
import { emit } from "./events.ts";
import { holdFocus } from "./focus.ts";
import { theirs, widgets } from "./later.ts";
import { findKeyed, match } from "./match.ts";
import { reorder } from "./reorder.ts";
import { find, isElement, KEYED, keyOf, partnerOf, partners } from "./tree.ts";

/**
 * Morphs `root` into `page`. `returnable` are removed elements that may return. `discarded` are nodes that are
 * not reused, because the new page is that of another address.
 */
export function morph(root: Element, page: Element, settled: Settled, returnable: Map<string, Element>, discarded = new Set<Node>()): void {
  /** The old nodes that no further node of the new page can become: reused ones, and discarded ones. */
  const unavailable = new Set<Node>([root, ...discarded]);
  if (!discarded.size) widgets.now?.adopt(root, page, returnable, partners, settled);
  const keyed = findKeyed(root, page, returnable.values());
  for (const [key, element] of keyed) if (discarded.has(element)) keyed.delete(key);
  const leftover: Node[] = [];
  const controls = remember(partnerOf(root)!, settled);
  const { activeElement } = document;
  const restoreFocus = holdFocus();
  update(root, page);
  // Only at the end, because a removed element may contain one that stays elsewhere.
  for (const old of leftover) {
    if ((unavailable.has(old) && !discarded.has(old)) || (isElement(old) && hasAttribute(old, "data-pb-keep"))) continue;
    returnable.set(keyOf(old), old as Element);
    remove(partnerOf(old));
    remove(old);
  }
  returnable.delete("");
  controls.restore();
  restoreFocus();
  widgets.now?.tell(controls.notes, settled);

  function update(was: Node, next: Node): void {
    const live = partnerOf(was)!;
    if (isElement(was)) {
      if ((!discarded.size && isSame(was, next as Element)) || isLeftAlone(was, live) || !emit(live, "pb:morph", { next })) return;
      updateTemplate(was, live, next);
      updateAttributes(was, live as Element, next as Element);
      updateChildren(was, live as Element, next as Element);
    } else if (was.nodeValue !== next.nodeValue) was.nodeValue = live.nodeValue = next.nodeValue;
  }

  function updateChildren(was: Element, live: Element, next: Element): void {
    const [oldText, liveText, nextText] = [firstChild(was), firstChild(live), firstChild(next)];
    // The common case: only a text.
    if (isText(oldText) && isText(liveText) && isText(nextText) && partnerOf(oldText) === liveText) return update(oldText, nextText);
    const olds = childrenOf(was);
    const pairs = match(was, olds, next, keyed, unavailable);
    const lostTexts = theirs.now?.retell(olds, live, pairs, partners);
    const server: Node[] = [];
    const shown: Node[] = [];
    for (const old of olds) if (discarded.has(old) || !unavailable.has(old)) leftover.push(old);
    for (const child of childrenOf(next)) {
      let old = pairs.get(child);
      if (!old) {
        if (!emit(live, "pb:add", { node: child })) continue;
        const containsOld = isElement(child) && [...querySelectorAll(child, `${KEYED},[name],form`)].some((inner) => keyed.has(keyOf(inner) || inner));
        old = create(child, !containsOld);
        if (containsOld) pairs.set(child, old);
      }
      server.push(old);
      // The place to which a script has moved it, if it was here before.
      let place: Node | null | undefined = partnerOf(old);
      if (parentNode(old) === was && !lostTexts?.has(old)) while (place && parentNode(place) !== live) place = parentNode(place);
      if (place) shown.push(place);
    }
    reorder(was, server);
    reorder(live, shown);
    for (const [child, old] of pairs) update(old, child);
  }

  /**
   * Returns whether the element is not changed: a script that has run, a link to one, or an element that is
   * being edited.
   */
  function isLeftAlone(was: Element, live: Node): boolean {
    return /^script$/i.test(nodeName(was)) || hasAttribute(was, "data-pb-keep") || (live === activeElement && (live as HTMLElement).isContentEditable);
  }
}

/** Returns whether the node is text. */
function isText(node: Node | null): node is Text {
  return node instanceof Text && !nextSibling(node);
}

/**
 * Returns whether the server has changed nothing inside. The content of a template is not among its children.
 */
function isSame(was: Element, next: Element): boolean {
  return isEqualNode(was, next) && (!find(was, "template") || outerHTML(was) === outerHTML(next));
}

function updateTemplate(was: Node, live: Node, next: Node): void {
  if (!(was instanceof HTMLTemplateElement)) return;
  for (const { content } of [was, live] as HTMLTemplateElement[]) {
    // Cloned, because a document adopts the content in which images do not load and forms have no
    // values.
    content.replaceChildren(cloneNode((next as HTMLTemplateElement).content, true));
  }
}

function updateAttributes(was: Element, live: Element, next: Element): void {
  for (const name of [...getAttributeNames(was), ...getAttributeNames(next)]) {
    const before = getAttribute(was, name);
    const value = getAttribute(next, name);
    if (before === value || belongsToUser(next, name)) continue;
    const isDecorated = name === "class" && getAttribute(live, name) !== before;
    try {
      if (isDecorated) {
        classList(live).remove(...classList(was));
        classList(live).add(...classList(next));
      }
      // Closing it also removes it from the top layer, which removing the attribute does not.
      if (live instanceof HTMLDialogElement && name === "open" && value === null) live.close();
      for (const element of isDecorated ? [was] : [was, live]) {
        if (value === null) removeAttribute(element, name);
        else if (/^[\w-]+$/.test(name)) setAttribute(element, name, value);
        // As a node, which keeps its namespace and any name.
        else setAttributeNode(element, cloneNode(getAttributeNode(next, name)!));
      }
    } catch {
      // Trusted Types refuses code in attributes, which is the app's decision.
    }
  }
}

/** Returns whether the state belongs to the user: an open element, unless it has `data-pb-sync`. */
function belongsToUser(element: Element, name: string): boolean {
  return name === "nonce" || (name === "open" && matches(element, "details:not([data-pb-sync]),dialog:not([data-pb-sync])"));
}
