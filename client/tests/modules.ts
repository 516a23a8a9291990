// What the tests of single modules call inside the browser.

import * as assetsModule from "../src/assets.ts";
import { assets, noscripts, pinned, theirs, widgets } from "../src/later.ts";
import * as noscriptModule from "../src/noscript.ts";
import * as pinnedModule from "../src/pinned.ts";
import * as theirsModule from "../src/theirs.ts";
import * as widgetsModule from "../src/widgets.ts";

// There is no server to have them from.
assets.now = assetsModule;
noscripts.now = noscriptModule;
pinned.now = pinnedModule;
theirs.now = theirsModule;
widgets.now = widgetsModule;

export { parsePage, readPage } from "../src/html.ts";
export { morph } from "../src/morph.ts";
export { noteRefusal } from "../src/controls.ts";
export { clearAway } from "../src/leftovers.ts";
export { addChanges, dropChanges, expectAnotherPage, rebase } from "../src/page.ts";
export { opOf, readOps } from "../src/optimistic.ts";
export { linkAll } from "../src/tree.ts";
export { textOf } from "./text.ts";
