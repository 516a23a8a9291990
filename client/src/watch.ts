// Records what scripts do to the page before the runtime is loaded, so that the runtime knows what the
// server has sent. A page loads this script before everything else.
//
// The parser adds one node at a time, at the end of the last open element. Any other change was
// made by a script. A node that a script adds in exactly that way while the page is still being
// parsed cannot be distinguished from the server's.

import { CONTROLS } from "./controls.ts";
import { childrenOf, contains, firstChild, insertBefore, isConnected, nextSibling as siblingAfter, parentNode, remove, removeAttributeNS, setAttributeNS } from "./dom.ts";
import type { Partners } from "./tree.ts";

/** The changes that scripts have made, in order. */
const scriptChanges: MutationRecord[] = [];
/** The node that the parser has added last. */
let lastParsed: Node = document.currentScript!;

globalThis.postbackNonce = (lastParsed as HTMLElement).nonce;

/** The parents of added nodes, which may have moved or been removed before the observer is called. */
const parents = new WeakMap<Node, Node>();
let isParsing = true;

function sortRecords(records: MutationRecord[]): void {
  const added = new Set(records.flatMap((record) => [...record.addedNodes]));
  // A custom element may change the page as soon as the parser has added it. Such changes are reported in
  // the same batch, after the addition, and the parser's next node in a later batch.
  let isReaction = false;
  for (const record of records) {
    if (isParsing && !isReaction && isOfParser(record, added)) {
      lastParsed = record.addedNodes[0] ?? lastParsed;
      isReaction = reactsToConnection(lastParsed as Element);
    } else scriptChanges.push(record);
    for (const node of record.addedNodes) parents.set(node, record.target);
    // Removing a node does not move the parser.
    for (const node of record.removedNodes) if (isWithin(lastParsed, node)) lastParsed = record.previousSibling ?? record.target;
  }
}

function isOfParser({ type, target, addedNodes: [node, more], removedNodes, nextSibling, oldValue }: MutationRecord, added: Set<Node>): boolean {
  // Long text arrives in pieces.
  if (type === "characterData") return target === lastParsed && target.nodeValue!.startsWith(oldValue!);
  if (type !== "childList" || !node || more || removedNodes.length) return false;
  // Misplaced content of a table is inserted before it.
  const isLast = nextSibling ? nextSibling.nodeName === "TABLE" : isWithin(lastParsed, target);
  // A node that arrives with its children was made elsewhere, and only a script removes nodes.
  return isLast && isConnected(node) && childrenOf(node).every((child) => added.has(child));
}

/** Returns whether it is a custom element that reacts to being connected. */
function reactsToConnection(node: Element): boolean {
  return !!customElements.get(node.localName ?? "")?.prototype.connectedCallback;
}

function isWithin(node: Node | null | undefined, outer: Node): boolean {
  while (node && node !== outer) node = parents.get(node) ?? parentNode(node);
  return !!node;
}

const observer = new MutationObserver(sortRecords);
observer.observe(document, { subtree: true, childList: true, attributeOldValue: true, characterDataOldValue: true });

// Parsing is complete, for the first time or again.
document.addEventListener("readystatechange", () => {
  sortRecords(observer.takeRecords());
  isParsing = false;
});

globalThis.postbackRestore = (copy, add, partners) => {
  sortRecords(observer.takeRecords());
  observer.disconnect();
  for (const record of scriptChanges.reverse()) undo(record, add, partners);
  unlinkForeign(partners.get(copy)!, copy, partners);
  for (const control of copy.querySelectorAll(CONTROLS)) resetCopy(control, partners);
};

function undo(record: MutationRecord, add: (live: Node) => Node, partners: Partners): void {
  const partnerOf = (live: Node): Node | undefined => partners.get(live);
  const { attributeName, attributeNamespace, oldValue, previousSibling, nextSibling } = record;
  const target = partnerOf(record.target) as Element | undefined;
  if (!target) return;
  if (record.type === "characterData") target.nodeValue = oldValue;
  else if (record.type === "attributes") {
    removeAttributeNS(target, attributeNamespace, attributeName!);
    if (oldValue !== null) setAttributeNS(target, attributeNamespace, attributeName!, oldValue);
  } else {
    for (const node of record.addedNodes) remove(partnerOf(node));
    const after = nextSibling && partnerOf(nextSibling);
    const before = previousSibling && partnerOf(previousSibling);
    const next = previousSibling ? before && siblingAfter(before) : firstChild(target);
    for (const node of record.removedNodes) insertBefore(target, partnerOf(node) ?? add(node), after && parentNode(after) === target ? after : (next as Node | null));
  }
}

/** Unlinks the nodes that scripts have added, which belong to them. */
function unlinkForeign(live: Node, copy: Element, partners: Partners): void {
  if (!contains(copy, partners.get(live) as Node | null)) partners.delete(live);
  for (const child of childrenOf(live)) unlinkForeign(child, copy, partners);
}

/** Removes the typed value from the copy of a field, because a form cannot be reset outside of a window. */
function resetCopy(control: Element, partners: Partners): void {
  const live = partners.get(control);
  const fresh = control.ownerDocument.createElement(control.localName);
  for (const attribute of control.attributes) {
    try {
      fresh.setAttributeNode(attribute.cloneNode() as Attr);
    } catch {
      // Trusted Types refuses code in attributes. The server's next page contains it and is refused
      // as well.
    }
  }
  fresh.append(...control.childNodes);
  control.replaceWith(fresh);
  if (live) partners.set(fresh, live).set(live, fresh);
}
