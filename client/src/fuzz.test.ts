import assert from "node:assert/strict";
import { test } from "node:test";

import { random } from "../tests/random.ts";
import { show, tab } from "../tests/shown.ts";

test("random submits, failures and pages: what is shown is the last page with what is pending on top", async () => {
  const next = random(43);
  const pages = Array.from({ length: 300 }, () => randomBody(next));
  await show(pages[0]!);
  const wrong = await tab.evaluate(
    ({ pages, numbers }) => {
      const { addChanges, dropChanges, opOf, parsePage, rebase, textOf } = modules;
      type Ops = Parameters<typeof addChanges>[1];
      const pick = (below: number) => numbers.pop()! % below;
      const parse = (html: string) => parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`);
      rebase(parse(pages[0]!));
      const pending = new Map<string, Ops>();
      let html = pages[0]!;
      for (const [index, page] of pages.entries()) {
        for (let step = 0; step < 4; step += 1) {
          const kind = pick(3);
          const [first] = pending.keys();
          if (kind === 0 && first) {
            const failed = [...pending.keys()][pick(pending.size)]!;
            pending.delete(failed);
            dropChanges(failed);
          } else if (kind > 0) {
            const keyed = [...document.body.querySelectorAll("[id],[data-key]")];
            const ops = Array.from({ length: 1 + pick(2) }, (_, nth) => {
              const target = keyed[pick(keyed.length + 1)];
              const name = target?.hasAttribute("data-key") ? "data-key" : "id";
              const node = document.createElement("p");
              node.setAttribute("data-key", `born-${index}-${step}-${nth}`);
              return opOf({
                kind: ["text", "attr", "remove", "append", "prepend", "replace"][pick(6)]!,
                key: `[${name}="${target?.getAttribute(name) ?? "nowhere"}"]`,
                within: "",
                name: "title",
                text: `${index}`,
                nodes: [node],
              });
            });
            pending.set(`${index}-${step}`, ops);
            addChanges(`${index}-${step}`, ops);
          }
          const base = parse(html);
          let expected: Element = parse(html);
          for (const op of [...pending.values()].flat()) expected = op.apply(expected, base);
          const wanted = textOf(expected.querySelector("body")!);
          const shown = textOf(document.body);
          if (shown !== wanted) return `page ${index}, step ${step}:\n${shown}\nis not\n${wanted}`;
        }
        html = page;
        const [answered = ""] = pending.keys();
        pending.delete(answered);
        rebase(parse(html), new Map(), answered);
      }
      for (const id of pending.keys()) dropChanges(id);
      return textOf(document.body) === textOf(parse(html).querySelector("body")!) ? "" : "something is left";
    },
    { pages, numbers: Array.from({ length: 20_000 }, () => next(1_000_000)) },
  );
  assert.equal(wrong, "");
});

/** Returns a random page. Each key has a fixed depth, so that no element would have to contain itself. */
function randomBody(next: (below: number) => number): string {
  const used = new Set<string>();
  const node = (depth: number): string => {
    const kind = next(10);
    if (kind < 2) return ["text", "other", " ", "&amp;"][next(4)]!;
    if (kind === 2) return `<!--${next(3)}-->`;
    if (kind === 3) return `<input name="n${next(3)}" type="${["text", "checkbox", "number"][next(3)]}" value="${next(4)}">`;
    const tag = ["div", "p", "section", "span"][next(depth > 2 ? 4 : 1)]!;
    const key = next(12);
    let attributes = "";
    if (next(2) === 0 && !used.has(`${depth}-${key}`)) {
      used.add(`${depth}-${key}`);
      attributes += key % 2 ? ` id="${tag}-${depth}-${key}"` : ` data-key="${tag}-${depth}-${key}"`;
    }
    if (next(3) === 0) attributes += ` class="c${next(3)} c${3 + next(3)}"`;
    if (next(4) === 0) attributes += ` title="${next(3)}"`;
    if (tag !== "div" || depth > 4) return `<${tag}${attributes}>${next(5)}</${tag}>`;
    return `<${tag}${attributes}>${Array.from({ length: next(6) }, () => node(depth + 1)).join("")}</${tag}>`;
  };
  return Array.from({ length: 1 + next(5) }, () => node(0)).join("");
}

for (const withMove of [true, false]) {
  test(`random pages: the document is as a fresh one, keys keep their nodes, what is foreign stays${withMove ? "" : ", without moveBefore"}`, async () => {
    const next = random(withMove ? 41 : 42);
    const pages = Array.from({ length: 400 }, () => randomBody(next));
    await show(pages[0]!);
    const wrong = await tab.evaluate(
      ({ pages, withMove }) => {
        if (!withMove) Reflect.deleteProperty(Element.prototype, "moveBefore");
        const { parsePage, rebase, textOf } = modules;
        const keys = () => new Map([...document.body.querySelectorAll("[id],[data-key]")].map((element) => [element.id + "/" + element.getAttribute("data-key"), element]));
        for (const [index, html] of pages.entries()) {
          const before = keys();
          const parents = [...before.values()].filter((element) => element.localName === "div");
          const foreign = Object.assign(document.createElement("i"), { className: "foreign" });
          const parent = parents[index % (parents.length || 1)];
          parent?.insertBefore(foreign, parent.childNodes[index % (parent.childNodes.length + 1)] ?? null);
          rebase(parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`));
          const fresh = textOf(parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`).querySelector("body")!);
          const shown = textOf(document.body);
          if (shown !== fresh) return `page ${index}:\n${shown}\nis not\n${fresh}\nafter\n${pages[index - 1]}`;
          for (const [key, element] of keys()) {
            if (before.has(key) && before.get(key) !== element) return `page ${index}: ${key} lost its node`;
          }
          if (parent?.isConnected && !parent.contains(foreign)) return `page ${index}: a foreign node went`;
        }
        return "";
      },
      { pages, withMove },
    );
    assert.equal(wrong, "");
  });
}

test("random ops over random pages: without them the page is the server's again", async () => {
  const next = random(43);
  const pages = Array.from({ length: 200 }, () => randomBody(next));
  const numbers = Array.from({ length: 4_000 }, () => next(1_000));
  await show(pages[0]!);
  const wrong = await tab.evaluate(
    ({ pages, numbers }) => {
      const { addChanges, dropChanges, opOf, parsePage, rebase } = modules;
      const parse = (html: string) => parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`);
      const isSame = (shown: Element, fresh: Element) => {
        shown = shown.cloneNode(true) as Element;
        shown.normalize();
        fresh.normalize();
        return shown.isEqualNode(fresh);
      };
      const any = (below: number) => numbers.pop()! % below;
      for (const [index, html] of pages.entries()) {
        rebase(parse(html));
        const before = new Map([...document.body.querySelectorAll("[id]")].map((element) => [element.id, element]));
        const keyed = [...before.keys()];
        const ids: string[] = [];
        let isCoarse = false;
        for (let count = 0; keyed.length > 0 && count < 3; count += 1) {
          const id = `op${index}-${count}`;
          const node = parse(`<b data-key="${id}">new</b>`).querySelector("b")!;
          const kind = ["text", "attr", "remove", "append", "prepend", "replace"][any(6)]!;
          addChanges(id, [opOf({ kind, key: `[id="${keyed[any(keyed.length)]}"]`, within: "", name: "title", text: "x", nodes: [node] })]);
          ids.push(id);
          isCoarse ||= kind === "text" || kind === "replace";
          if (any(4) === 0) rebase(parse(html));
        }
        while (ids.length > 0) dropChanges(ids.splice(any(ids.length), 1)[0]!);
        const fresh = parse(html).querySelector("body")!;
        if (!isSame(document.body, fresh)) return `page ${index}:\n${document.body.innerHTML}\nis not\n${html}`;
        for (const [id, element] of before) {
          // An element that text has replaced is created anew.
          if (!isCoarse && document.getElementById(id) !== element) return `page ${index}: ${id} lost its node`;
        }
      }
      return "";
    },
    { pages, numbers },
  );
  assert.equal(wrong, "");
});

/** Returns a random page of fields and boxes. A key may occur twice, anywhere. */
function randomForm(next: (below: number) => number): string {
  const node = (depth: number): string => {
    const key = next(3) ? "" : ` data-key="k${next(4)}"`;
    /** Returns a name, so that the field with a key is always the same one. */
    const named = (name: string): string => `name="${name}"${key.replace('"k', `"${name}-`)}`;
    const kind = depth > 3 ? next(4) : next(8);
    if (kind === 0) return `text${next(3)}`;
    if (kind === 1) return `<input ${named(`n${next(3)}`)} value="${next(2)}">`;
    if (kind === 2) return `<textarea ${named(`t${next(2)}`)}>${next(2)}</textarea>`;
    if (kind === 3) return `<label><input type="checkbox" name="c${next(2)}"${next(2) ? " checked" : ""}></label>`;
    return `<div${key}${next(3) ? "" : ` class="c${next(2)}"`}>${Array.from({ length: next(4) }, () => node(depth + 1)).join("")}</div>`;
  };
  return Array.from({ length: 1 + next(5) }, () => node(0)).join("");
}

test("random pages with keys that occur twice, filled in and changed by scripts: the page is the server's, the rest whose it was", async () => {
  const next = random(44);
  const pages = Array.from({ length: 300 }, () => randomForm(next));
  await show(pages[0]!);
  const wrong = await tab.evaluate(
    ({ pages, numbers }) => {
      const { clearAway, expectAnotherPage, parsePage, rebase, textOf } = modules;
      type Field = HTMLInputElement;
      const parse = (html: string) => parsePage(`<!doctype html><html><head></head><body>${html}</body></html>`);
      const pick = <T>(all: T[]): T | undefined => all[numbers.pop()! % all.length];
      const fields = (root: ParentNode) => [...root.querySelectorAll<Field>("input,textarea")];
      const stateOf = (field: Field) => (field.type === "checkbox" ? `${field.checked}` : field.value);
      for (const [index, html] of pages.entries()) {
        // What the user does, in each field that belongs to the user.
        for (let count = 0; count < 4; count += 1) {
          const field = pick(fields(document.body));
          if (field?.type === "checkbox") field.checked = !field.checked;
          else if (field) field.value = `typed ${field.name}`;
        }
        // What scripts do.
        for (let count = 0; count < 4; count += 1) {
          const one = pick([...document.body.querySelectorAll("div")]);
          const made = Object.assign(document.createElement("i"), { className: "foreign", textContent: "made" });
          [() => one?.prepend(made), () => one?.after(made), () => one?.firstChild?.nodeType === 3 && one.firstChild.replaceWith("script's"), () => document.body.append(made)][numbers.pop()! % 4]!();
        }
        const isOther = index % 3 === 0;
        if (isOther) expectAnotherPage();
        rebase(parse(html), new Map(), "", isOther ? clearAway : undefined);
        const fresh = parse(html).querySelector("body")!;
        if (isOther) {
          // The result, including field values, equals that of loading the page.
          if (document.body.innerHTML !== fresh.innerHTML) return `page ${index}:\n${document.body.innerHTML}\nis not\n${fresh.innerHTML}`;
          const [shown, loaded] = [document.body, fresh].map((root) => fields(root).map(stateOf).join());
          if (shown !== loaded) return `page ${index}: ${shown} is not ${loaded}`;
          continue;
        }
        const [shown, loaded] = [textOf(document.body), textOf(fresh)].map((text) => text.replaceAll("script's", "text").replace(/text\d?/g, "text"));
        if (shown !== loaded) return `page ${index}:\n${shown}\nis not\n${loaded}`;
        for (const [at, field] of fields(document.body).entries()) {
          const server = fields(fresh)[at]!;
          if (field.defaultValue !== server.defaultValue || field.defaultChecked !== server.defaultChecked) return `page ${index}: a default is not the server's`;
          if (field.type !== "checkbox" && ![server.value, `typed ${field.name}`].includes(field.value)) return `page ${index}: ${field.name} has ${field.value}`;
        }
      }
      return "";
    },
    { pages, numbers: Array.from({ length: 20_000 }, () => next(1_000_000)) },
  );
  assert.equal(wrong, "");
});
