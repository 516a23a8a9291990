// Warnings for developers about a page, which a debug build of the app loads beside the runtime.

const KNOWN = ["off", "lane", "busy", "busy-for", "timeout", "keep", "close", "sync", "optimistic", "target", "name", "slot", "progress", "max", "file", "draft", "island", "props"];
const KINDS = ["text", "attr", "remove", "append", "prepend", "replace"];
const KEYED = "[id],[data-key]";
const said = new Set<string>();

function warn(sentence: string, element: Element): void {
  const tag = `<${[element.localName, ...[...element.attributes].map(({ name, value }) => `${name}="${value}"`)].join(" ")}>`.slice(0, 200);
  const key = sentence + tag;
  if (said.has(key)) return;
  said.add(key);
  console.warn(`postback: ${sentence}\n${tag}`, element);
}

function check(root: ParentNode = document): void {
  checkKeys(root);
  for (const element of root.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) {
      if (name.startsWith("data-pb-") && !KNOWN.includes(name.slice(8))) {
        warn(`There is no attribute \`${name}\`. The attributes are ${KNOWN.map((known) => `data-pb-${known}`).join(", ")}.`, element);
      }
    }
    if (element.hasAttribute("data-pb-keep") && !element.id && !element.hasAttribute("data-key")) {
      warn("An element with `data-pb-keep` needs an `id` or a `data-key`: without one it is not found on the next page.", element);
    }
    if (element instanceof HTMLTemplateElement) checkTemplate(element);
    const name = element.getAttribute("name") ?? "";
    if ("form" in element && element.form && typeof Reflect.get(HTMLElement.prototype, name, element) === "function") {
      warn(`A field named \`${name}\` hides the method of that name of its form from every script: give it another name.`, element);
    }
    if (element.hasAttribute("data-pb-progress")) checkProgress(element);
    const most = element.getAttribute("data-pb-max");
    if (most !== null && !/^[1-9]\d*$/.test(most)) {
      warn("`data-pb-max` must be a whole number: the maximum of bytes of one file.", element);
    }
    if (element instanceof HTMLInputElement && (most !== null || element.accept) && !element.dataset["pbFile"]) {
      warn("A file that does not fit is not sent: add `data-pb-file`, which tells the user why.", element);
    }
  }
  for (const form of root.querySelectorAll<HTMLElement>("form,[formaction]")) checkAddress(form);
  checkRows(root);
  const base = root.querySelector("base[href]");
  if (base && new URL(document.baseURI).href.split(/[?#]/)[0] !== location.href.split(/[?#]/)[0]) {
    warn("The address of an action is relative to its page, and this `<base>` makes it that of another one: remove the `<base>`.", base);
  }
}

function checkKeys(root: ParentNode): void {
  const seen = new Set<string>();
  for (const name of ["id", "data-key"]) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const key = `${name}="${element.getAttribute(name)}"`;
      if (seen.has(key)) warn(`\`${key}\` occurs twice: each is recognised only inside its own parent.`, element);
      seen.add(key);
    }
  }
}

/** Warns about rows without keys: similar siblings are matched by their content and position only. */
function checkRows(root: ParentNode): void {
  const before = new Map<string, HTMLFormElement>();
  for (const form of root.querySelectorAll("form")) {
    const [, action] = /[?&]_action=([^&]*)/.exec(form.getAttribute("action") ?? "") ?? [];
    // A form beside the body is one that a script submits and that shows nothing.
    if (!action || form.parentElement === document.documentElement) continue;
    const other = before.get(action);
    before.set(action, form);
    const rows = other ? siblingsAround(other, form) : [];
    if (rows[0] && rows[0].localName === rows[1]?.localName && rows.every((row) => !row.matches(KEYED) && !row.querySelector(KEYED))) {
      warn("Two forms of one action are in siblings that cannot be told apart: when these move, the input and the errors of one can appear in the other. Give each sibling a `data-key`.", form);
    }
  }
}

/** What they are in, or are, where their ways part. */
function siblingsAround(one: Element, other: Element): Element[] {
  let row = one;
  while (!row.parentElement!.contains(other)) row = row.parentElement!;
  let sibling = other;
  while (sibling.parentElement !== row.parentElement) sibling = sibling.parentElement!;
  return [row, sibling];
}

function checkAddress(element: HTMLElement): void {
  const isForm = element instanceof HTMLFormElement;
  const form = isForm ? element : (element as HTMLButtonElement).form;
  const address = element.getAttribute(isForm ? "action" : "formaction") ?? "";
  if (!/[?&]_action=/.test(address)) return;
  const read = (name: string): string => (isForm ? null : element.getAttribute(`form${name}`)) ?? form?.getAttribute(name) ?? "";
  if (read("method").toLowerCase() !== "post") {
    warn('An action is called with POST, but this form submits with GET: add `method="post"`.', element);
  }
  if (form && hasFiles(form) && read("enctype").toLowerCase() !== "multipart/form-data") {
    warn('Only the name of a file is sent: add `enctype="multipart/form-data"` to the form.', element);
  }
  if (!/^(_self)?$/i.test(read("target"))) {
    warn("The browser submits a form with a `target` itself, as without JavaScript.", element);
  }
}

function checkProgress(element: Element): void {
  const form = element.closest("form");
  if (!form || !hasFiles(form)) {
    warn("`data-pb-progress` shows the progress of a file: put it into a form with a file field.", element);
  } else if (!(element instanceof HTMLProgressElement)) {
    warn("`data-pb-progress` works on a `<progress>` only.", element);
  }
}

/** Includes fields that belong to the form by their `form` attribute. */
function hasFiles(form: HTMLFormElement): boolean {
  return [...document.querySelectorAll<HTMLInputElement>("input[type=file]")].some((field) => field.form === form);
}

function checkTemplate(template: HTMLTemplateElement): void {
  const kind = template.getAttribute("data-pb-optimistic");
  if (kind === null) return;
  const form = template.closest("form");
  if (!KINDS.includes(kind)) warn(`\`data-pb-optimistic\` must be one of ${KINDS.join(", ")}.`, template);
  if (!form) return warn("Put an optimistic change into the form whose submit it shows.", template);
  const selector = template.getAttribute("data-pb-target") ?? "";
  let target: Element | null | undefined;
  try {
    target = selector.startsWith("closest ") ? form.closest(selector.slice(8)) : form.querySelector(selector);
    if (!target && selector.startsWith("#")) target = document.querySelector(selector);
  } catch {
    return warn(`\`${selector}\` is not a valid selector.`, template);
  }
  if (!target) return warn(`No element matches \`${selector}\`: it is searched for inside the form, around the form with \`closest ..\`, and on the whole page with \`#id\`.`, template);
  const hasKey = (element: Element): boolean => element.hasAttribute("id") || element.hasAttribute("data-key");
  if (!hasKey(target) && !hasKey(form)) {
    warn(`Neither \`${selector}\` nor the form has an \`id\` or a \`data-key\`, so the change is not shown.`, template);
  }
  for (const slot of template.content.querySelectorAll("[data-pb-slot]")) {
    const name = slot.getAttribute("data-pb-slot")!;
    if (!form.elements.namedItem(name)) warn(`The form has no field \`${name}\` for this \`data-pb-slot\`.`, slot);
  }
}

check();
document.addEventListener("pb:commit", () => check());
