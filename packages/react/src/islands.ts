// Islands: places in a page of the server that React takes over, and gives back when it fails.

import { revive } from "@postback/client";
import { createElement, Suspense, useLayoutEffect, type ComponentType } from "react";
import { createRoot, type Root } from "react-dom/client";

import { takeOver } from "./take-over.ts";

/** A component for each island, with the properties that the server gives it. */
export type Components<Islands> = { [Name in keyof Islands]: ComponentType<Islands[Name]> };

interface Island {
  props: string;
  /** Nothing once it has failed. */
  root: Root | undefined;
  /** What the server has rendered. */
  fallback: Element;
  box: Element;
}

/** Takes over the islands of the page, now and whenever it changes. */
export function mountIslands<Islands = Record<string, any>>(components: Components<Islands>): void {
  const islands = new Map<Element, Island>();

  const mount = (fallback: Element): Island => {
    const box = document.createElement("div");
    const root = createRoot(box, {
      onUncaughtError(error) {
        reportError(error);
        // The server's own form still works.
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
    // With other properties it may do better.
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

/** Beside the component: it is shown when all of it is there. */
function Shown({ call }: { call: () => void }): null {
  useLayoutEffect(call, []);
  return null;
}
