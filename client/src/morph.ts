// The document follows the server's new page, and changes nothing that the server did not.
//
// Every comparison is between the server's old page and its new one. The difference is applied to
// the old page and, node by node, to its live partner. So what scripts have added to that,
// attributes, classes or whole nodes, stays, and what they have taken away does not come back.

import { remember, type Settled } from "./controls.ts";
import { create } from "./create.ts";
import { childrenOf, classList, cloneNode, document, firstChild, getAttribute, getAttributeNames, getAttributeNode, hasAttribute, isEqualNode, matches, nextSibling, nodeName, outerHTML, parentNode, querySelectorAll, remove, removeAttribute, setAttribute, setAttributeNode } from "./dom.ts";
import { emit } from "./events.ts";
import { holdFocus } from "./focus.ts";
import { theirs, widgets } from "./later.ts";
import { findKeyed, match } from "./match.ts";
import { reorder } from "./reorder.ts";
import { find, isElement, KEYED, keyOf, partnerOf, partners } from "./tree.ts";

/** `parked` are elements that were taken out and can come back. `gone` are
 * those that the page of another address cannot use again. */
export function morph(root: Element, page: Element, settled: Settled, parked: Map<string, Element>, gone = new Set<Node>()): void {
  /** What was there and is on the new page. */
  const taken = new Set<Node>([root, ...gone]);
  if (!gone.size) theirs.now?.adopt(root, page, parked, partners);
  const keyed = findKeyed(root, page, parked.values());
  for (const [key, element] of keyed) if (gone.has(element)) keyed.delete(key);
  const replaced: Node[] = [];
  const controls = remember(partnerOf(root)!, settled);
  const { activeElement } = document;
  const restoreFocus = holdFocus();
  update(root, page);
  // Only now: what goes may have held what stays elsewhere.
  for (const old of replaced) {
    if ((taken.has(old) && !gone.has(old)) || (isElement(old) && hasAttribute(old, "data-pb-keep"))) continue;
    parked.set(keyOf(old), old as Element);
    remove(partnerOf(old));
    remove(old);
  }
  parked.delete("");
  controls.restore();
  restoreFocus();
  widgets.now?.tell(controls.notes, settled);

  function update(was: Node, next: Node): void {
    const live = partnerOf(was)!;
    if (isElement(was)) {
      if ((!gone.size && isSame(was, next as Element)) || isLeftAlone(was, live) || !emit(live, "pb:morph", { next })) return;
      updateTemplate(was, live, next);
      updateAttributes(was, live as Element, next as Element);
      updateChildren(was, live as Element, next as Element);
    } else if (was.nodeValue !== next.nodeValue) was.nodeValue = live.nodeValue = next.nodeValue;
  }

  function updateChildren(was: Element, live: Element, next: Element): void {
    const [text, shownText, only] = [firstChild(was), firstChild(live), firstChild(next)];
    // Nothing but a text, as most of what changes.
    if (isText(text) && isText(shownText) && isText(only) && partnerOf(text) === shownText) return update(text, only);
    const olds = childrenOf(was);
    const pairs = match(was, olds, next, keyed, taken);
    const retold = theirs.now?.retell(olds, live, pairs, partners);
    const server: Node[] = [];
    const shown: Node[] = [];
    for (const old of olds) if (gone.has(old) || !taken.has(old)) replaced.push(old);
    for (const child of childrenOf(next)) {
      let old = pairs.get(child);
      if (!old) {
        if (!emit(live, "pb:add", { node: child })) continue;
        const hasOld = isElement(child) && [...querySelectorAll(child, `${KEYED},[name],form`)].some((inner) => keyed.has(keyOf(inner) || inner));
        old = create(child, !hasOld);
        if (hasOld) pairs.set(child, old);
      }
      server.push(old);
      // Where a script has put it, if it was here before.
      let stand: Node | null | undefined = partnerOf(old);
      if (parentNode(old) === was && !retold?.has(old)) while (stand && parentNode(stand) !== live) stand = parentNode(stand);
      if (stand) shown.push(stand);
    }
    reorder(was, server);
    reorder(live, shown);
    for (const [child, old] of pairs) update(old, child);
  }

  /** What has run, what asks for it, and what is being edited. */
  function isLeftAlone(was: Element, live: Node): boolean {
    return /^script$/i.test(nodeName(was)) || hasAttribute(was, "data-pb-keep") || (live === activeElement && (live as HTMLElement).isContentEditable);
  }
}

/** Whether it is a text that stands alone. */
function isText(node: Node | null): node is Text {
  return node instanceof Text && !nextSibling(node);
}

/** Whether the server has changed nothing in here. What is in a template is not among its children. */
function isSame(was: Element, next: Element): boolean {
  return isEqualNode(was, next) && (!find(was, "template") || outerHTML(was) === outerHTML(next));
}

function updateTemplate(was: Node, live: Node, next: Node): void {
  if (!(was instanceof HTMLTemplateElement)) return;
  for (const { content } of [was, live] as HTMLTemplateElement[]) {
    // It is adopted by a document where images do not load and nothing is entered into forms.
    content.replaceChildren(cloneNode((next as HTMLTemplateElement).content, true));
  }
}

function updateAttributes(was: Element, live: Element, next: Element): void {
  for (const name of [...getAttributeNames(was), ...getAttributeNames(next)]) {
    const before = getAttribute(was, name);
    const value = getAttribute(next, name);
    if (before === value || isTheUsers(next, name)) continue;
    const isDecorated = name === "class" && getAttribute(live, name) !== before;
    try {
      if (isDecorated) {
        classList(live).remove(...classList(was));
        classList(live).add(...classList(next));
      }
      // Not only the attribute: it may be in front of all else.
      if (live instanceof HTMLDialogElement && name === "open" && value === null) live.close();
      for (const element of isDecorated ? [was] : [was, live]) {
        if (value === null) removeAttribute(element, name);
        else if (/^[\w-]+$/.test(name)) setAttribute(element, name, value);
        // As a node, with its namespace or whatever it is called.
        else setAttributeNode(element, cloneNode(getAttributeNode(next, name)!));
      }
    } catch {
      // Trusted Types refuses code in attributes, and that is for the app to decide.
    }
  }
}

/** What is open is the user's, and with `data-pb-sync` the server's. */
function isTheUsers(element: Element, name: string): boolean {
  return name === "nonce" || (name === "open" && matches(element, "details:not([data-pb-sync]),dialog:not([data-pb-sync])"));
}
