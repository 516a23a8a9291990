// What the suite of another morph calls, in the browser: our morph in place of theirs, and the few
// things of their tools that their tests need.

import type * as Modules from "./modules.ts";

declare const modules: typeof Modules;

/** A page of the server with these nodes in it. */
function pageOf(html: string): HTMLElement {
  return modules.parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`).querySelector("body")!;
}

const htmlOf = (node: Node): string => {
  const box = document.createElement("div");
  box.append(node.cloneNode(true));
  return box.innerHTML;
};

/** The live node `old`, which the server has sent as it is, becomes what the server sends next. */
export function morph(old: Element, next: Node, { childrenOnly = false } = {}): Node {
  if (!old) throw new TypeError("a node");
  if (!next) throw new TypeError("b node");
  const was = pageOf(htmlOf(old));
  document.body.replaceChildren(old);
  modules.linkAll(was, document.body);
  const page = pageOf(htmlOf(childrenOnly ? old.cloneNode() : next));
  if (childrenOnly) page.firstElementChild!.append(...pageOf(next instanceof Element ? next.innerHTML : htmlOf(next)).childNodes);
  if (page.children.length > 1) throw new TypeError("newTree should have one root node");
  modules.morph(was, page, new Map(), new Map());
  return document.body.firstChild!;
}

/** `html` of a template: nodes, with functions as handlers. */
export function html(parts: TemplateStringsArray, ...holes: unknown[]): Node {
  const template = document.createElement("template");
  const isInTag = (text: string): boolean => text.lastIndexOf("<") > text.lastIndexOf(">");
  template.innerHTML = parts.reduce((text, part, index) => `${text}${isInTag(text) ? `hole${index - 1}` : `<!--hole${index - 1}-->`}${part}`).trim();
  const valueOf = (text: string | null): unknown => {
    const [, index] = /^hole(\d+)$/.exec(text ?? "") ?? [];
    return index === undefined ? text : holes[+index];
  };
  for (const element of template.content.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const [realName, realValue] = [String(valueOf(name)), valueOf(value)];
      if (realName === name && realValue === value) continue;
      element.removeAttribute(name);
      if (typeof realValue === "function") Object.assign(element, { [realName]: realValue });
      else if (realValue === true) element.setAttribute(realName, realName);
      else if (realValue !== false && realValue !== null) element.setAttribute(realName, String(realValue));
    }
  }
  const places = document.createTreeWalker(template.content, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (places.nextNode()) comments.push(places.currentNode as Comment);
  for (const comment of comments) {
    const value = valueOf(comment.data);
    if (value !== comment.data) comment.replaceWith(...([value].flat() as (Node | string)[]));
  }
  const content = document.importNode(template.content, false);
  content.append(...template.content.childNodes);
  return content.childNodes.length === 1 ? content.firstChild! : content;
}

/** What each case has found wrong, by its name. */
export const cases = new Map<string, string[]>();

interface Tape {
  test(name: string, run: (t: Tape) => void): void;
  plan(): void;
  end(): void;
  ok(value: unknown, message?: string): void;
  equal(value: unknown, wanted: unknown, message?: string): void;
  equals(value: unknown, wanted: unknown, message?: string): void;
  throws(run: () => void, message: RegExp): void;
}

export function tape(name: string, run: (t: Tape) => void): void {
  let key = name;
  for (let nth = 2; cases.has(key); nth += 1) key = `${name} #${nth}`;
  const wrong: string[] = [];
  const is = (value: unknown, wanted: unknown): void => {
    if (value !== wanted) wrong.push(`${value} is not ${wanted}`);
  };
  let isGroup = false;
  const t: Tape = {
    test(inner, runInner) {
      isGroup = true;
      tape(`${name}: ${inner}`, runInner);
    },
    plan() {},
    end() {},
    ok: (value) => is(!!value, true),
    equal: is,
    equals: is,
    throws(call, message) {
      try {
        call();
        wrong.push("it does not throw");
      } catch (error) {
        if (!message.test(String(error))) wrong.push(String(error));
      }
    },
  };
  cases.set(key, wrong);
  try {
    run(t);
  } catch (error) {
    wrong.push(String(error));
  }
  if (isGroup && !wrong[0]) cases.delete(key);
}
