// A person's browser: one tab with cookies of its own, with JavaScript off or on.
//
// A walk does not have to know which. What is different for somebody with JavaScript is here, and
// nowhere else:
//
// - an action's answer is shown in the document that is there, so nothing is loaded (`leave`), and
//   the status of what is shown is that of the answer (`status`, `source`);
// - a fault is shown at the page's own address, not at one with `?_action=` (`path`);
// - a second click while the first one is under way is not sent (`pressTwice`);
// - who has to sign in stays where they are, with a link (`isAskedToSignIn`).

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

import type { Browser, BrowserContext, CDPSession, Locator, Page, Request, Response } from "playwright-core";

import { follow, type Told } from "./runtime.ts";

/** How long to wait for anything. Hashing a password without optimisation is the slowest, and a list
 * of 2,000 rows on a machine that has other things to do. */
const PATIENCE_MS = 30_000;

export type Scripts = "off" | "on";

export class Tab {
  readonly page: Page;
  /** Whether JavaScript runs. */
  readonly hasScripts: boolean;
  /** What Chromium has complained about: broken requests, errors, the content security policy. */
  readonly complaints: string[] = [];
  /** The requests for documents and the actions, in order: `GET /login`. Redirects have a line of
   * their own. */
  readonly visits: string[] = [];
  /** How many documents were loaded. */
  loads = 0;
  /** The pages that the runtime has requested by itself. */
  readonly refreshes: string[] = [];
  /** The ids of what the runtime has sent, in order. */
  readonly ids: string[] = [];
  /** What a screen reader was given to say. */
  readonly said: string[] = [];

  readonly #origin: string;
  readonly #context: BrowserContext;
  readonly #devtools: CDPSession;
  readonly #told = new EventEmitter<{ answer: [] }>();
  #response: Response | undefined;

  private constructor(origin: string, context: BrowserContext, page: Page, devtools: CDPSession, scripts: Scripts) {
    this.#origin = origin;
    this.#context = context;
    this.page = page;
    this.#devtools = devtools;
    this.hasScripts = scripts === "on";
  }

  static async open(browser: Browser, origin: string, scripts: Scripts): Promise<Tab> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return Tab.#in(context, origin, scripts);
  }

  static async #in(context: BrowserContext, origin: string, scripts: Scripts): Promise<Tab> {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const tab = new Tab(origin, context, page, devtools, scripts);
    if (tab.hasScripts) await follow(page, (told) => tab.#hear(told));
    // Not the context's own switch: that one cannot be turned for the accessibility check.
    else await devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
    tab.#listen();
    return tab;
  }

  /** One more tab of the same person. */
  another(): Promise<Tab> {
    return Tab.#in(this.#context, this.#origin, this.hasScripts ? "on" : "off");
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Goes to an address of the site and answers the status. */
  async goTo(path: string): Promise<number> {
    await this.page.goto(path);
    if (this.hasScripts) await this.page.waitForFunction(hasModules);
    return this.status;
  }

  /** The status of the document that is shown, or of the answer that has changed it last. */
  get status(): number {
    return this.#shown().status();
  }

  /** The path and query that the address bar shows. */
  get path(): string {
    return this.page.url().slice(this.#origin.length);
  }

  /** The document as it was sent, by itself or in an answer. */
  async source(): Promise<string> {
    const text = await this.#shown().text();
    return isSubmit(this.#shown().request()) ? text.slice(text.indexOf("\n") + 1) : text;
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Fills in fields by their labels; an option of a select by its text. */
  async fill(values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      const field = this.field(label);
      const isSelect = (await field.evaluate((element) => element.localName)) === "select";
      if (isSelect) await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Presses the button of a form and answers the status of what follows. */
  async press(button: string | RegExp | Locator): Promise<number> {
    const target = button instanceof RegExp || typeof button === "string" ? this.button(button) : button;
    return this.leave(() => target.click());
  }

  /** Presses it in a browser that leaves all checking to the server. */
  async pressUnchecked(button: string): Promise<number> {
    const target = this.button(button);
    await target.evaluate((element: HTMLButtonElement) => {
      if (element.form) element.form.noValidate = true;
    });
    return this.press(target);
  }

  /**
   * Presses it a second time when the server has run the first, but its answer has not arrived. The
   * browser by itself sends it again, and the runtime does not.
   */
  async pressTwice(button: Locator): Promise<number> {
    const sentBefore = this.#posts();
    let held: (() => Promise<void>) | undefined;
    let ran = () => {};
    const first = new Promise<void>((resolve) => (ran = resolve));
    await this.page.route(/[?&]_action=/, async (route) => {
      if (held) return route.continue();
      held = async () => {};
      const response = await route.fetch({ maxRedirects: 0 });
      // Without scripts it gets no answer: the second click takes the place of this one.
      if (this.hasScripts) held = () => route.fulfill({ response });
      ran();
    });
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    assert(box, "the button can be seen");
    // The mouse itself: a click on a button waits for where it leads.
    const click = () => this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await click();
    await first;
    if (this.hasScripts) {
      await click();
      await this.leave(() => held!());
    } else {
      // Not `leave`: the end of the first one is no failure.
      await Promise.all([this.page.waitForEvent("load"), click()]);
    }
    await this.page.unrouteAll();
    assert.equal(this.#posts() - sentBefore, this.hasScripts ? 1 : 2, "how often it is sent");
    return this.status;
  }

  async follow(link: string | RegExp | Locator): Promise<number> {
    const target =
      link instanceof RegExp || typeof link === "string"
        ? this.page.getByRole("link", { name: link, exact: true })
        : link;
    return this.leave(() => target.click());
  }

  /** Does something that leads to another document, or to an answer of the server in this one. */
  async leave(doing: () => Promise<unknown>): Promise<number> {
    if (this.hasScripts) await Promise.all([this.#arrived(), doing()]);
    else await Promise.all([this.page.waitForNavigation(), doing()]);
    return this.status;
  }

  /** A person whose session is over gets to the sign-in page: at once, or by the link of the form
   * that they have sent and that is still there. */
  async isAskedToSignIn(): Promise<void> {
    if (!this.path.startsWith("/login")) {
      // What was entered stays in this tab; the way to sign in opens beside it.
      const place = this.hasScripts ? this.page.getByRole("alert") : this.page;
      const way = place.getByRole("link", { name: "Sign in" });
      assert.equal(await way.getAttribute("target"), "_blank");
      await this.goTo((await way.getAttribute("href"))!);
    }
    assert(this.path.startsWith("/login"), this.path);
  }

  /** Goes back or forward and waits until that page is shown. */
  async travel(by: -1 | 1): Promise<void> {
    if (!this.hasScripts) {
      await (by < 0 ? this.page.goBack() : this.page.goForward());
      return;
    }
    const before = this.path;
    await Promise.all([this.#arrived(), this.page.evaluate((by) => history.go(by), by)]);
    assert.notEqual(this.path, before, "it is another page");
  }

  /** Lets scripts run for a moment: ours, not those of the page, whose time is over. */
  async withScripts<T>(doing: () => Promise<T>): Promise<T> {
    if (this.hasScripts) return doing();
    await this.#devtools.send("Emulation.setScriptExecutionDisabled", { value: false });
    try {
      return await doing();
    } finally {
      await this.#devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
    }
  }

  cookies(): ReturnType<BrowserContext["cookies"]> {
    return this.#context.cookies();
  }

  #posts(): number {
    return this.visits.filter((visit) => visit.startsWith("POST ")).length;
  }

  #shown(): Response {
    assert(this.#response, "no document is shown yet");
    return this.#response;
  }

  /** A document is loaded, or the runtime has shown what the server has answered. */
  async #arrived(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (done: () => void) => () => {
        clearTimeout(timer);
        this.page.off("load", arrive);
        this.#told.off("answer", arrive);
        done();
      };
      const arrive = end(resolve);
      const timer = setTimeout(end(() => reject(new Error(`nothing follows at ${this.path}`))), PATIENCE_MS);
      this.page.on("load", arrive);
      this.#told.on("answer", arrive);
    });
  }

  #hear(told: Told): void {
    if (told.kind === "said") this.said.push(told.text);
    else if (told.kind === "violation") this.complaints.push(`the policy is violated: ${told.text}`);
    else this.#told.emit("answer");
  }

  #isOfPage(request: Request): boolean {
    return request.isNavigationRequest() && request.frame() === this.page.mainFrame();
  }

  #listen(): void {
    this.page.on("request", (request) => {
      const address = request.url().slice(this.#origin.length);
      if (this.#isOfPage(request) || isSubmit(request)) this.visits.push(`${request.method()} ${address}`);
      else if (request.resourceType() === "fetch") this.refreshes.push(address);
      const id = request.headers()["postback-id"];
      if (id !== undefined) this.ids.push(id);
    });
    this.page.on("load", () => (this.loads += 1));
    this.page.on("response", (response) => {
      const request = response.request();
      const status = response.status();
      // What the runtime makes of a refusal is checked where it is known what it should be.
      if (this.#isOfPage(request) || isSubmit(request)) {
        if (status < 300 || status >= 400) this.#response = response;
      } else if (status >= 400 && request.resourceType() !== "fetch") {
        this.complaints.push(`${status} for ${response.url()}`);
      }
    });
    this.page.on("requestfailed", (request) => {
      // Whoever leaves a page early does not need the rest of it, and the runtime says it itself.
      if (request.failure()?.errorText === "net::ERR_ABORTED" || request.resourceType() === "fetch") return;
      this.complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    this.page.on("console", (message) => {
      // The status of a document is checked where it is known what it should be.
      const isStatus = message.text().startsWith("Failed to load resource");
      const isBad = message.type() === "error" || (this.hasScripts && message.type() === "warning");
      if (isBad && !isStatus) this.complaints.push(message.text());
    });
    this.page.on("pageerror", (error) => this.complaints.push(`an error that nobody caught: ${error.stack}`));
  }
}

/** Whether the runtime has sent it for a form. */
function isSubmit(request: Request): boolean {
  return request.headers()["postback-request"] !== undefined;
}

/** Whether the page has what its runtime loads because of what is on it. */
function hasModules(): boolean {
  const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const foreign = "script:not([src*='/_postback/'])";
  const needs = {
    assets: `[nonce], ${foreign}, link[rel~=stylesheet]`,
    back: "html",
    close: "[data-pb-close]",
    drafts: "[data-pb-draft]",
    failure: "form",
    labels: "[data-pb-busy]",
    navigation: "form",
    noscript: "noscript",
    optimistic: "[data-pb-optimistic]",
    press: "form",
    theirs: "html",
    upload: "[type=file]",
    widgets: foreign,
  };
  if (!document.querySelector("script[src*='_postback/']")) return true;
  return Object.entries(needs).every(
    ([module, selector]) => !document.querySelector(selector) || files.some(({ name, responseEnd }) => name.includes(`/${module}.`) && responseEnd > 0),
  );
}
