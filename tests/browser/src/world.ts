// One person in front of the app, and everything that can come between them.

import assert from "node:assert/strict";

import { Nginx } from "./nginx.ts";
import { Proxy } from "./network.ts";
import type { Site } from "./site.ts";
import type { Tab } from "./tab.ts";
import { effects, enter, signInAs, TRIP } from "./trips.ts";
import type { Walks } from "./walk.ts";

/** What stands in front of a site, for all walks to it. */
interface Ways {
  proxy: Proxy;
  nginx: Nginx;
}

const ways = new Map<Site, Promise<Ways>>();
let persons = 0;

export class World {
  readonly tab: Tab;
  readonly site: Site;
  readonly proxy: Proxy;
  readonly person: string;

  private constructor(tab: Tab, site: Site, proxy: Proxy, person: string) {
    this.tab = tab;
    this.site = site;
    this.proxy = proxy;
    this.person = person;
  }

  /** Somebody new, who is signed in. */
  static async enter(walks: Walks, by?: "nginx"): Promise<World> {
    const { site } = walks;
    if (!ways.has(site)) ways.set(site, openWays(site));
    const { proxy, nginx } = await ways.get(site)!;
    const tab = await walks.tab(by ? nginx.urls[0] : proxy.url);
    const person = `Person ${(persons += 1)}`;
    await signInAs(tab, person);
    return new World(tab, site, proxy, person);
  }

  static async closeWays(): Promise<void> {
    for (const open of ways.values()) {
      const { proxy, nginx } = await open;
      proxy.stop();
      await nginx.stop();
    }
  }

  /** A trip of theirs; answers its path. */
  async book(): Promise<string> {
    await this.tab.goTo("/trips/new");
    await enter(this.tab, TRIP);
    assert.equal(await this.tab.press("Book"), 200);
    return this.tab.path;
  }

  /** Presses it and waits until the browser or the runtime has given up. */
  async pressInVain(button: string): Promise<void> {
    const { tab } = this;
    if (tab.hasScripts) await tab.press(button);
    else {
      const arrived = tab.page.waitForEvent("framenavigated");
      await tab.button(button).click({ noWaitAfter: true });
      await arrived;
      await tab.page.waitForLoadState();
    }
  }

  /** Presses it, and goes on typing at the end of this field until the answer comes. */
  async typeOn(button: string, name: string, more: string): Promise<void> {
    const { tab, proxy } = this;
    const answers = proxy.hold();
    const target = tab.button(button);
    await tab.leave(async () => {
      // Not as a person clicks: that waits for where it leads.
      await target.evaluate((button: HTMLButtonElement) => button.click());
      await tab.page.evaluate((name) => {
        const field = document.querySelector<HTMLTextAreaElement>(`[name="${name}"]`)!;
        field.focus();
        field.setSelectionRange(field.value.length, field.value.length);
      }, name);
      await tab.page.keyboard.insertText(more);
      answers("arrive");
    });
  }

  /** Nobody is cut off any more, nor waits for anything. */
  async end(): Promise<void> {
    await this.mend();
    this.proxy.hold()("arrive");
    // That there was no answer is what this was about.
    const { complaints } = this.tab;
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !/_action=.*: net::ERR_/.test(complaint)));
  }

  /** Of each answer only so many bytes come through. */
  async cut(letsThrough: number, { endsProperly = false } = {}): Promise<void> {
    Object.assign(this.proxy, { loses: Infinity, letsThrough, endsProperly });
  }

  async mend(): Promise<void> {
    this.proxy.loses = 0;
  }

  /** The process ends when the action has run, and nobody has heard of it. */
  async killBeforeTheAnswer(): Promise<void> {
    const answers = this.proxy.hold();
    while ((await effects(this.site, this.person)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.site.kill();
    answers("getLost");
  }

  /** Tried as often as it may be. */
  async useUp(): Promise<void> {
    const other = await this.tab.another();
    await other.goTo("/requests/new");
    assert.equal(await other.pressUnchecked("Request"), 422);
  }

  async cancel(): Promise<void> {
    const other = await this.tab.another();
    await other.goTo(this.tab.path.replace("/edit", ""));
    assert.equal(await other.press("Cancel trip"), 200);
  }

  async signOutBeside(): Promise<void> {
    const other = await this.tab.another();
    await other.goTo("/account");
    assert.equal(await other.press("Sign out"), 200);
  }
}

async function openWays(site: Site): Promise<Ways> {
  const proxy = await Proxy.start(site.url);
  const nginx = await Nginx.start("", [`location / { proxy_pass ${proxy.url}; proxy_set_header Host $http_host; }`]);
  return { proxy, nginx };
}
