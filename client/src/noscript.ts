// Where scripts run, what is in `<noscript>` is text, and a parser of ours does not know that they do. An
// answer with such an element loads this.

import { document } from "./dom.ts";

/** The parser takes `<noframes>` for text, also in the head. What only looks like a tag, in a comment or a
 * script for example, is left as it is. */
export function hide(html: string): string {
  const parts = /<!--[^]*?-->|<(script|style|textarea|title)\b[^]*?<\/\1|<(\/?)noscript\b|<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi;
  return html.replace(parts, (part, _, slash?: string) => (slash === undefined ? part : `<${slash}noframes`));
}

export function putBack(page: Element): void {
  for (const element of page.querySelectorAll("noframes")) {
    const skipped = document.createElement("noscript");
    for (const name of element.getAttributeNames()) skipped.setAttribute(name, element.getAttribute(name)!);
    skipped.append(...element.childNodes);
    element.replaceWith(skipped);
  }
}
