// What the tests of single modules call inside the browser.

export { noscripts, widgets } from "../src/later.ts";
export { parsePage, readPage } from "../src/html.ts";
export { morph } from "../src/morph.ts";
export { clearAway } from "../src/leftovers.ts";
export { add, drop, leave, show } from "../src/page.ts";
export { opOf, readOps } from "../src/optimistic.ts";
export { linkAll } from "../src/tree.ts";
export { textOf } from "./text.ts";
