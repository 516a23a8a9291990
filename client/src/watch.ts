// Loaded at once and before all else: sees what scripts do to the page before the runtime is there,
// and tells it what the server had sent.
//
// The parser adds one node at a time, at the end of the last element that is still open. Whatever is
// different from that, a script has done. What a script adds in just that way while the page is still
// being read cannot be told from the server's.

import { CONTROLS } from "./controls.ts";
import { childrenOf, contains, firstChild, insertBefore, isConnected, nextSibling as siblingAfter, parentNode, remove, removeAttributeNS, setAttributeNS } from "./dom.ts";
import type { Partners } from "./tree.ts";

/** What scripts have done, in the order of their doing. */
const done: MutationRecord[] = [];
/** The node that the parser has added last. */
let last: Node = document.currentScript!;

globalThis.postbackNonce = (last as HTMLElement).nonce;

/** Where nodes were added: they may be elsewhere, or gone, by the time that we are told of it. */
const homes = new WeakMap<Node, Node>();
let isParsing = true;

function look(records: MutationRecord[]): void {
  const added = new Set(records.flatMap((record) => [...record.addedNodes]));
  // What an element does at once when the parser has added it comes with the news of that; what the parser
  // adds next comes later.
  let isElements = false;
  for (const record of records) {
    if (isParsing && !isElements && isOfParser(record, added)) {
      last = record.addedNodes[0] ?? last;
      isElements = isStarted(last as Element);
    } else done.push(record);
    for (const node of record.addedNodes) homes.set(node, record.target);
    // What takes it away leaves the parser where it is.
    for (const node of record.removedNodes) if (isWithin(last, node)) last = record.previousSibling ?? record.target;
  }
}

function isOfParser({ type, target, addedNodes: [node, more], removedNodes, nextSibling, oldValue }: MutationRecord, added: Set<Node>): boolean {
  // Long text comes in pieces.
  if (type === "characterData") return target === last && target.nodeValue!.startsWith(oldValue!);
  if (type !== "childList" || !node || more || removedNodes.length) return false;
  // What is in a table and does not belong there is put before it.
  const isLast = nextSibling ? nextSibling.nodeName === "TABLE" : isWithin(last, target);
  // What comes with its children was made somewhere else, and what is gone by now nobody else takes away.
  return isLast && isConnected(node) && childrenOf(node).every((child) => added.has(child));
}

/** Whether it is a custom element that does something when it is there. */
function isStarted(node: Element): boolean {
  return !!customElements.get(node.localName ?? "")?.prototype.connectedCallback;
}

function isWithin(node: Node | null | undefined, outer: Node): boolean {
  while (node && node !== outer) node = homes.get(node) ?? parentNode(node);
  return !!node;
}

const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributeOldValue: true, characterDataOldValue: true });

// It is complete, for the first time or once more.
document.addEventListener("readystatechange", () => {
  look(observer.takeRecords());
  isParsing = false;
});

globalThis.postbackRestore = (copy, add, partners) => {
  look(observer.takeRecords());
  observer.disconnect();
  for (const record of done.reverse()) undo(record, add, partners);
  unlinkForeign(partners.get(copy)!, copy, partners);
  for (const control of copy.querySelectorAll(CONTROLS)) clean(control, partners);
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

/** What scripts have added is nobody's business but theirs. */
function unlinkForeign(live: Node, copy: Element, partners: Partners): void {
  if (!contains(copy, partners.get(live) as Node | null)) partners.delete(live);
  for (const child of childrenOf(live)) unlinkForeign(child, copy, partners);
}

/** The copy of a field has what was typed into it, and outside of a window no form can be reset. */
function clean(control: Element, partners: Partners): void {
  const live = partners.get(control);
  const fresh = control.ownerDocument.createElement(control.localName);
  for (const attribute of control.attributes) {
    try {
      fresh.setAttributeNode(attribute.cloneNode() as Attr);
    } catch {
      // Code, which Trusted Types refuse: the server's next page has it, and is refused as well.
    }
  }
  fresh.append(...control.childNodes);
  control.replaceWith(fresh);
  if (live) partners.set(fresh, live).set(live, fresh);
}
