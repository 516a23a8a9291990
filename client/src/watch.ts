// Loaded at once and before all else: sees what scripts do to the page before the runtime is there,
// and tells it what the server had sent.
//
// The parser adds one node at a time, at the end of the last element that is still open. Whatever is
// different from that, a script has done. What a script adds in just that way while the page is still
// being read cannot be told from the server's.

import type { Sent } from "./sent.ts";

/** What scripts have done, in the order of their doing. */
const done: MutationRecord[] = [];
/** The node that the parser has added last. */
let last: Node = document.currentScript!;
let isParsing = true;

function look(records: MutationRecord[]): void {
  const added = new Set(records.flatMap((record) => [...record.addedNodes]));
  for (const record of records) {
    if (isParsing && isOfParser(record, added)) last = record.addedNodes[0] ?? last;
    else done.push(record);
  }
}

function isOfParser({ type, target, addedNodes: [node, more], removedNodes, nextSibling, oldValue }: MutationRecord, added: Set<Node>): boolean {
  // Long text comes in pieces.
  if (type === "characterData") return target === last && target.nodeValue!.startsWith(oldValue!);
  if (type !== "childList" || !node || more || removedNodes.length) return false;
  // What is in a table and does not belong there is put before it.
  const isLast = nextSibling ? nextSibling.nodeName === "TABLE" : target.contains(last);
  // What comes with its children was made somewhere else.
  return isLast && [...node.childNodes].every((child) => added.has(child));
}

const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true, characterDataOldValue: true });

document.addEventListener("readystatechange", () => {
  look(observer.takeRecords());
  isParsing = false;
}, { once: true });

/** Makes a copy of the document, whose nodes `copyOf` tells, what the server had sent. `add` makes the
 * copy of what is no longer in the document. */
const undo: Sent = (copyOf, add) => {
  look(observer.takeRecords());
  observer.disconnect();
  for (const { type, target, attributeName, attributeNamespace, oldValue, addedNodes, removedNodes, previousSibling, nextSibling } of done.reverse()) {
    const parent = copyOf(target) as Element | undefined;
    if (!parent) continue;
    if (type === "characterData") parent.nodeValue = oldValue;
    else if (type === "attributes") {
      if (oldValue === null) parent.removeAttributeNS(attributeNamespace, attributeName!);
      else parent.setAttributeNS(attributeNamespace, attributeName!, oldValue);
    } else {
      for (const node of addedNodes) (copyOf(node) as ChildNode | undefined)?.remove();
      const before = previousSibling ? copyOf(previousSibling)?.nextSibling : parent.firstChild;
      const after = nextSibling && copyOf(nextSibling);
      for (const node of removedNodes) parent.insertBefore(copyOf(node) ?? add(node), after?.parentNode === parent ? after : (before ?? null));
    }
  }
};

globalThis.postbackSent = undo;
