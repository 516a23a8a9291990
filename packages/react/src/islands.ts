// Islands: places in a server-rendered page that React takes over, and returns to the server's HTML if a component fails.

import { revive } from "@postback/client";
import { createElement, Suspense, useLayoutEffect, type ComponentType } from "react";
import { createRoot, type Root } from "react-dom/client";

import { takeOver } from "./take-over.ts";

/** The component of each island, which receives its properties from the server. */
export type Components<Islands> = { [Name in keyof Islands]: ComponentType<Islands[Name]> };

interface Island {
  props: string;
  /** `undefined` after the component has failed. */
  root: Root | undefined;
  /** The HTML that the server rendered. */
  fallback: Element;
  box: Element;
}

/** Mounts the components on the islands of the page, now and whenever the page changes. */
export function mountIslands<Islands = Record<string, any>>(components: Components<Islands>): void {
  const islands = new Map<Element, Island>();

  const mount = (fallback: Element): Island => {
    const box = document.createElement("div");
    const root = createRoot(box, {
      onUncaughtError(error) {
        reportError(error);
        // The server's HTML still works.
        box.replaceWith(fallback);
        island.root = undefined;
      },
    });
    const island: Island = { props: "", root, fallback, box };
    return island;
  };

  const show = (place: Element): void => {
    const name = place.getAttribute("data-pb-island")!;
    const props = place.getAttribute("data-pb-props") ?? "{}";
    let island = islands.get(place);
    if (island?.props === props) return;
    const component = (components as Record<string, ComponentType<any>>)[name];
    if (!component) return console.error(`There is no island ${name}.`);
    // A failed component is mounted again with its new properties.
    if (!island?.root) islands.set(place, (island = mount(place.firstElementChild!)));
    island.props = props;
    const { fallback, box, root } = island;
    const shown = createElement(Shown, { call: () => takeOver(fallback, box) });
    root!.render(createElement(Suspense, null, createElement(component, revive(JSON.parse(props))), shown));
  };

  const scan = (): void => {
    for (const [place, { root }] of islands) {
      if (place.isConnected) continue;
      islands.delete(place);
      root?.unmount();
    }
    document.querySelectorAll("[data-pb-island]").forEach(show);
  };

  document.addEventListener("pb:commit", scan);
  scan();
}

/** Rendered beside the component, so its effect runs when the component is completely loaded. */
function Shown({ call }: { call: () => void }): null {
  useLayoutEffect(call, []);
  return null;
}
