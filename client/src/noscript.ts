// With scripting the content of `<noscript>` is text, but `DOMParser` parses it as markup. An
// answer with such an element loads this module.

import { document } from "./dom.ts";

/**
 * Replaces `<noscript>` by `<noframes>`, which the parser treats as text, also in the head. Text that only
 * looks like a tag, such as in a comment or a script, stays as it is.
 */
export function hide(html: string): string {
  const parts = /<!--[^]*?-->|<(script|style|textarea|title)\b[^]*?<\/\1|<(\/?)noscript\b|<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi;
  return html.replace(parts, (part, _, slash?: string) => (slash === undefined ? part : `<${slash}noframes`));
}

export function putBack(page: Element): void {
  for (const element of page.querySelectorAll("noframes")) {
    const noscript = document.createElement("noscript");
    for (const name of element.getAttributeNames()) noscript.setAttribute(name, element.getAttribute(name)!);
    noscript.append(...element.childNodes);
    element.replaceWith(noscript);
  }
}
