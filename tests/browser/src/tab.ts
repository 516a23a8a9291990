// A person's browser with JavaScript disabled: one tab with cookies of its own.

import assert from "node:assert/strict";

import type { Browser, BrowserContext, CDPSession, Locator, Page, Response } from "playwright-core";

/** How long to wait for anything. Hashing a password without optimisation is the slowest. */
const PATIENCE_MS = 15_000;

export class Tab {
  readonly page: Page;
  /** What Chromium has complained about: broken requests, the content security policy. */
  readonly complaints: string[] = [];
  /** The requests for documents, in order: `GET /login`. Redirects have a line of their own. */
  readonly visits: string[] = [];

  readonly #origin: string;
  readonly #context: BrowserContext;
  readonly #devtools: CDPSession;
  #response: Response | undefined;

  private constructor(origin: string, context: BrowserContext, page: Page, devtools: CDPSession) {
    this.#origin = origin;
    this.#context = context;
    this.page = page;
    this.#devtools = devtools;
  }

  static async open(browser: Browser, origin: string): Promise<Tab> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    // Not the context's own switch: that one cannot be turned for the accessibility check.
    await devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
    const tab = new Tab(origin, context, page, devtools);
    tab.#listen();
    return tab;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Goes to an address of the site and answers the status. */
  async goTo(path: string): Promise<number> {
    await this.page.goto(path);
    return this.status;
  }

  /** The status of the document that is shown. */
  get status(): number {
    return this.#shown().status();
  }

  /** The path and query that the address bar shows. */
  get path(): string {
    return this.page.url().slice(this.#origin.length);
  }

  /** The document as it was sent. */
  source(): Promise<string> {
    return this.#shown().text();
  }

  header(name: string): Promise<string | null> {
    return this.#shown().headerValue(name);
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

  /** Presses the button of a form and answers the status of the document that follows. */
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

  /** Presses it a second time when the server has run the first, but its answer has not arrived. */
  async pressTwice(button: Locator): Promise<number> {
    let held = false;
    let ran = () => {};
    const first = new Promise<void>((resolve) => (ran = resolve));
    await this.page.route(/[?&]_action=/, async (route) => {
      if (held) return route.continue();
      held = true;
      await route.fetch({ maxRedirects: 0 });
      ran();
      // No answer: the second click takes the place of this one.
    });
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    assert(box, "the button can be seen");
    // The mouse itself: a click on a button waits for where it leads.
    const click = () => this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await click();
    await first;
    // Not `leave`: the end of the first one is no failure.
    await Promise.all([this.page.waitForEvent("load"), click()]);
    await this.page.unrouteAll();
    return this.status;
  }

  async follow(link: string | RegExp | Locator): Promise<number> {
    const target =
      link instanceof RegExp || typeof link === "string"
        ? this.page.getByRole("link", { name: link, exact: true })
        : link;
    return this.leave(() => target.click());
  }

  /** Does something that leads to another document, and waits for it. */
  async leave(doing: () => Promise<unknown>): Promise<number> {
    const arrived = this.page.waitForNavigation();
    await Promise.all([arrived, doing()]);
    return this.status;
  }

  /** Lets scripts run for a moment: ours, not those of the page, whose time is over. */
  async withScripts<T>(doing: () => Promise<T>): Promise<T> {
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

  #shown(): Response {
    assert(this.#response, "no document is shown yet");
    return this.#response;
  }

  #listen(): void {
    this.page.on("request", (request) => {
      if (request.isNavigationRequest() && request.frame() === this.page.mainFrame()) {
        this.visits.push(`${request.method()} ${request.url().slice(this.#origin.length)}`);
      }
    });
    this.page.on("response", (response) => {
      const request = response.request();
      if (request.isNavigationRequest() && request.frame() === this.page.mainFrame()) {
        if (response.status() < 300 || response.status() >= 400) this.#response = response;
      } else if (response.status() >= 400) {
        this.complaints.push(`${response.status()} for ${response.url()}`);
      }
    });
    this.page.on("requestfailed", (request) => {
      // Whoever leaves a page early does not need the rest of it.
      if (request.failure()?.errorText === "net::ERR_ABORTED") return;
      this.complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    this.page.on("console", (message) => {
      // The status of a document is checked where it is known what it should be.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus) this.complaints.push(message.text());
    });
  }
}
