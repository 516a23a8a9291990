// The document follows the server's new page, and changes nothing that the server did not.
//
// Every comparison is between the server's old page and its new one. The difference is applied to
// the old page and, node by node, to its live partner. So what scripts have added to that,
// attributes, classes or whole nodes, stays, and what they have taken away does not come back.

import { remember, type Settled } from "./controls.ts";
import { create } from "./create.ts";
import { emit } from "./events.ts";
import { holdFocus } from "./focus.ts";
import { widgets } from "./later.ts";
import { findKeyed, match } from "./match.ts";
import { place } from "./place.ts";
import { retell } from "./retell.ts";
import { isElement, KEYED, keyOf, partnerOf } from "./tree.ts";

/** `parked` are elements that were taken out and can come back. `gone` are
 * those that the page of another address cannot use again. */
export function morph(root: Element, page: Element, settled: Settled, parked: Map<string, Element>, gone = new Set<Node>()): void {
  /** What was there and is on the new page. */
  const taken = new Set<Node>([root, ...gone]);
  const keyed = findKeyed(root, page, parked.values());
  for (const [key, element] of keyed) if (gone.has(element)) keyed.delete(key);
  const replaced: Node[] = [];
  const controls = remember(partnerOf(root)!, settled);
  const restoreFocus = holdFocus();
  update(root, page);
  // Only now: what goes may have held what stays elsewhere.
  for (const old of replaced) {
    if ((taken.has(old) && !gone.has(old)) || (isElement(old) && old.hasAttribute("data-pb-keep"))) continue;
    parked.set(keyOf(old), old as Element);
    (partnerOf(old) as ChildNode | undefined)?.remove();
    (old as ChildNode).remove();
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
      updateChildren(was, live as Element, next);
    } else if (was.nodeValue !== next.nodeValue) was.nodeValue = live.nodeValue = next.nodeValue;
  }

  function updateChildren(was: Element, live: Element, next: Node): void {
    const pairs = match(was, next, keyed, taken);
    const retold = retell(was, live, pairs);
    const server: Node[] = [];
    const shown: Node[] = [];
    replaced.push(...was.childNodes);
    for (const child of next.childNodes) {
      let old = pairs.get(child);
      if (!old) {
        if (!emit(live, "pb:add", { node: child })) continue;
        const hasOld = isElement(child) && [...child.querySelectorAll(KEYED)].some((inner) => keyed.has(keyOf(inner)));
        old = create(child, !hasOld, was);
        if (hasOld) pairs.set(child, old);
      }
      server.push(old);
      // Where a script has put it, if it was here before.
      let stand: Node | null | undefined = partnerOf(old);
      if (old.parentNode === was && !retold.has(old)) while (stand && stand.parentNode !== live) stand = stand.parentNode;
      if (stand) shown.push(stand);
    }
    place(was, server);
    place(live, shown);
    for (const [child, old] of pairs) update(old, child);
  }
}

/** Whether the server has changed nothing in here. What is in a template is not among its children. */
function isSame(was: Element, next: Element): boolean {
  return was.isEqualNode(next) && was.outerHTML === next.outerHTML;
}

/** What has run, what asks for it, and what is being edited. */
function isLeftAlone(was: Element, live: Node): boolean {
  return (
    was.localName === "script" ||
    was.hasAttribute("data-pb-keep") ||
    (live === document.activeElement && (live as HTMLElement).isContentEditable)
  );
}

function updateTemplate(was: Node, live: Node, next: Node): void {
  if ((was as Element).localName !== "template") return;
  for (const { content } of [was, live] as HTMLTemplateElement[]) {
    // It is adopted by a document where images do not load and nothing is entered into forms.
    content.replaceChildren((next as HTMLTemplateElement).content.cloneNode(true));
  }
}

function updateAttributes(was: Element, live: Element, next: Element): void {
  for (const name of [...was.getAttributeNames(), ...next.getAttributeNames()]) {
    const before = was.getAttribute(name);
    const value = next.getAttribute(name);
    if (before === value || isTheUsers(next, name)) continue;
    const isDecorated = name === "class" && live.className !== before;
    try {
      if (isDecorated) {
        live.classList.remove(...was.classList);
        live.classList.add(...next.classList);
      }
      // Not only the attribute: it may be in front of all else.
      if (name === "open" && value === null) (live as HTMLDialogElement).close?.();
      for (const element of isDecorated ? [was] : [was, live]) {
        if (value === null) element.removeAttribute(name);
        // As a node, with its namespace.
        else element.setAttributeNode(next.getAttributeNode(name)!.cloneNode() as Attr);
      }
    } catch {
      // Trusted Types refuses code in attributes, and that is for the app to decide.
    }
  }
}

/** What is open is the user's, and with `data-pb-sync` the server's. */
function isTheUsers(element: Element, name: string): boolean {
  return name === "nonce" || (name === "open" && element.matches("details:not([data-pb-sync]),dialog:not([data-pb-sync])"));
}
