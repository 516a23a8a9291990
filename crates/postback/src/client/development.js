// src/development.ts
var KNOWN = ["off", "lane", "busy", "busy-for", "timeout", "keep", "close", "sync", "optimistic", "target", "name", "slot", "progress", "max", "file", "draft", "island", "props"];
var KINDS = ["text", "attr", "remove", "append", "prepend", "replace"];
var KEYED = "[id],[data-key]";
var said = /* @__PURE__ */ new Set();
function warn(sentence, element) {
  const tag = `<${[element.localName, ...[...element.attributes].map(({ name, value }) => `${name}="${value}"`)].join(" ")}>`.slice(0, 200);
  const key = sentence + tag;
  if (said.has(key)) return;
  said.add(key);
  console.warn(`postback: ${sentence}
${tag}`, element);
}
function check(root = document) {
  checkKeys(root);
  for (const element of root.querySelectorAll("*")) {
    for (const name2 of element.getAttributeNames()) {
      if (name2.startsWith("data-pb-") && !KNOWN.includes(name2.slice(8))) {
        warn(`\`${name2}\` means nothing. There are ${KNOWN.map((known) => `data-pb-${known}`).join(", ")}.`, element);
      }
    }
    if (element.hasAttribute("data-pb-keep") && !element.id && !element.hasAttribute("data-key")) {
      warn("What has `data-pb-keep` needs an `id` or a `data-key`, else it is not found again on the next page.", element);
    }
    if (element instanceof HTMLTemplateElement) checkTemplate(element);
    const name = element.getAttribute("name") ?? "";
    if ("form" in element && element.form && typeof Reflect.get(HTMLElement.prototype, name, element) === "function") {
      warn(`A field named \`${name}\` stands before the method of that name of its form, for every script: it needs another name.`, element);
    }
    if (element.hasAttribute("data-pb-progress")) checkProgress(element);
    const most = element.getAttribute("data-pb-max");
    if (most !== null && !/^[1-9]\d*$/.test(most)) {
      warn("`data-pb-max` is the most bytes of one file, as a whole number.", element);
    }
    if (element instanceof HTMLInputElement && (most !== null || element.accept) && !element.dataset["pbFile"]) {
      warn("A file that does not fit is not sent, and only `data-pb-file` says why.", element);
    }
  }
  for (const form of root.querySelectorAll("form,[formaction]")) checkAddress(form);
  checkRows(root);
  const base = root.querySelector("base[href]");
  if (base && new URL(document.baseURI).href.split(/[?#]/)[0] !== location.href.split(/[?#]/)[0]) {
    warn("The address of an action is relative to its page, and this `<base>` makes it that of another one.", base);
  }
}
function checkKeys(root) {
  const seen = /* @__PURE__ */ new Set();
  for (const name of ["id", "data-key"]) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const key = `${name}="${element.getAttribute(name)}"`;
      if (seen.has(key)) warn(`\`${key}\` occurs twice: each is only recognised inside its own parent.`, element);
      seen.add(key);
    }
  }
}
function checkRows(root) {
  const before = /* @__PURE__ */ new Map();
  for (const form of root.querySelectorAll("form")) {
    const [, action] = /[?&]_action=([^&]*)/.exec(form.getAttribute("action") ?? "") ?? [];
    if (!action || form.parentElement === document.documentElement) continue;
    const other = before.get(action);
    before.set(action, form);
    const rows = other ? siblingsAround(other, form) : [];
    if (rows[0] && rows[0].localName === rows[1]?.localName && rows.every((row) => !row.matches(KEYED) && !row.querySelector(KEYED))) {
      warn("Two forms of one action stand in siblings that nothing tells apart: when these move, what was typed into one, or went wrong with it, can stand in the other. They need a `data-key`.", form);
    }
  }
}
function siblingsAround(one, other) {
  let row = one;
  while (!row.parentElement.contains(other)) row = row.parentElement;
  let sibling = other;
  while (sibling.parentElement !== row.parentElement) sibling = sibling.parentElement;
  return [row, sibling];
}
function checkAddress(element) {
  const isForm = element instanceof HTMLFormElement;
  const form = isForm ? element : element.form;
  const address = element.getAttribute(isForm ? "action" : "formaction") ?? "";
  if (!/[?&]_action=/.test(address)) return;
  const read = (name) => (isForm ? null : element.getAttribute(`form${name}`)) ?? form?.getAttribute(name) ?? "";
  if (read("method").toLowerCase() !== "post") {
    warn('An action is called by POST, and this submits with GET: it needs `method="post"`.', element);
  }
  if (form && hasFiles(form) && read("enctype").toLowerCase() !== "multipart/form-data") {
    warn('Of a file only its name is sent: the form needs `enctype="multipart/form-data"`.', element);
  }
  if (!/^(_self)?$/i.test(read("target"))) {
    warn("With a `target` the browser submits the form itself, as without JavaScript.", element);
  }
}
function checkProgress(element) {
  const form = element.closest("form");
  if (!form || !hasFiles(form)) {
    warn("`data-pb-progress` shows how much of a file is sent: it belongs into a form with a file field.", element);
  } else if (!(element instanceof HTMLProgressElement)) {
    warn("`data-pb-progress` is for a `<progress>`.", element);
  }
}
function hasFiles(form) {
  return [...document.querySelectorAll("input[type=file]")].some((field) => field.form === form);
}
function checkTemplate(template) {
  const kind = template.getAttribute("data-pb-optimistic");
  if (kind === null) return;
  const form = template.closest("form");
  if (!KINDS.includes(kind)) warn(`\`data-pb-optimistic\` is one of ${KINDS.join(", ")}.`, template);
  if (!form) return warn("An optimistic change belongs into the form whose submit it is about.", template);
  const selector = template.getAttribute("data-pb-target") ?? "";
  let target;
  try {
    target = selector.startsWith("closest ") ? form.closest(selector.slice(8)) : form.querySelector(selector);
    if (!target && selector.startsWith("#")) target = document.querySelector(selector);
  } catch {
    return warn(`\`${selector}\` is no selector.`, template);
  }
  if (!target) return warn(`Nothing on the page is \`${selector}\`: it is looked for inside the form, around it with \`closest ..\`, anywhere with \`#id\`.`, template);
  const hasKey = (element) => element.hasAttribute("id") || element.hasAttribute("data-key");
  if (!hasKey(target) && !hasKey(form)) {
    warn(`Neither \`${selector}\` nor the form has an \`id\` or a \`data-key\`, so the change is not shown.`, template);
  }
  for (const slot of template.content.querySelectorAll("[data-pb-slot]")) {
    const name = slot.getAttribute("data-pb-slot");
    if (!form.elements.namedItem(name)) warn(`The form has no field \`${name}\` for this \`data-pb-slot\`.`, slot);
  }
}
check();
document.addEventListener("pb:commit", () => check());
