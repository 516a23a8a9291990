// A network that is slow, that mixes up the order of answers, and that loses them.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

import type { Tab } from "./tab.ts";

const ACTION = /[?&]_action=/;

export interface HeldAnswer {
  /** Lets it through. */
  arrive(): Promise<void>;
  /** The connection breaks instead. The action was run. */
  getLost(): Promise<void>;
  /** A proxy on the way says something of its own instead. */
  become(status: number, html: string): Promise<void>;
}

/** Runs the actions at once and holds the answers back, until each is told what becomes of it. */
export class SlowNetwork {
  readonly #answers: HeldAnswer[] = [];
  #wake = () => {};

  static async before(tab: Tab): Promise<SlowNetwork> {
    const network = new SlowNetwork();
    await tab.page.route(ACTION, async (route) => {
      const response = await route.fetch();
      network.#answers.push({
        arrive: () => route.fulfill({ response }),
        getLost: () => route.abort("connectionreset"),
        become: (status, body) => route.fulfill({ status, contentType: "text/html", body }),
      });
      network.#wake();
    });
    return network;
  }

  /** The answers in the order in which the actions ran, once there are so many. */
  async answers(count: number): Promise<HeldAnswer[]> {
    while (this.#answers.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#answers.splice(0, count);
  }

  async answer(): Promise<HeldAnswer> {
    return (await this.answers(1))[0]!;
  }
}

/** From now on all goes its usual way again. */
export async function fastNetwork(tab: Tab): Promise<void> {
  await tab.page.unrouteAll({ behavior: "wait" });
}

/** The requests of actions get no connection. */
export async function brokenNetwork(tab: Tab): Promise<void> {
  await tab.page.route(ACTION, (route) => route.abort("connectionrefused"));
}

/**
 * Stands in front of itlead, reads what is sent to it, and may close the connection where the answer
 * to an action would begin, or in the middle of it: the browser does not know whether the action was run.
 * Or it takes long.
 */
export class Proxy {
  /** How many of the next answers are lost. */
  loses = 0;
  /** How many bytes of them come through before. */
  letsThrough = 0;
  /** Those end properly, as if that had been all. */
  endsProperly = false;
  /** How many answers were lost. */
  lost = 0;
  /** How long the answers to actions are under way. */
  delayMs = 0;

  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Whether an answer comes through, when that is known. */
  #gate: Promise<boolean> = Promise.resolve(true);

  private constructor(target: URL) {
    this.#server = createServer((browser) => this.#serve(browser, connect(Number(target.port), target.hostname)));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Stands there for as long as the steps take. */
  static async between(target: string, steps: (proxy: Proxy) => Promise<void>): Promise<void> {
    const proxy = await Proxy.start(target);
    try {
      await steps(proxy);
    } finally {
      proxy.stop();
    }
  }

  static async start(target: string): Promise<Proxy> {
    const proxy = new Proxy(new URL(target));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on no answer to an action comes through, until the function that comes back says what becomes of
   * those that wait. */
  hold(): (become: "arrive" | "getLost") => void {
    let open = (_: boolean) => {};
    this.#gate = new Promise<boolean>((resolve) => (open = resolve));
    return (become) => {
      open(become === "arrive");
      this.#gate = Promise.resolve(true);
    };
  }

  #serve(browser: Socket, itlead: Socket): void {
    let isAction = false;
    browser.on("data", (bytes: Buffer) => {
      const begun = bytes.toString("latin1");
      if (/^[A-Z]+ \/\S* HTTP/.test(begun)) isAction = begun.startsWith("POST ");
      itlead.write(bytes);
    });
    itlead.on("data", (bytes: Buffer) => {
      if (isAction && this.loses > 0) {
        this.loses -= 1;
        this.lost += 1;
        browser.write(this.endsProperly ? shortened(bytes, this.letsThrough) : bytes.subarray(0, this.letsThrough));
        browser.destroySoon();
        itlead.destroy();
      } else if (isAction && this.delayMs > 0) setTimeout(() => browser.write(bytes), this.delayMs);
      else if (isAction) void this.#gate.then((arrives) => (arrives ? browser.write(bytes) : browser.destroy()));
      else browser.write(bytes);
    });
    for (const [socket, other] of [[browser, itlead], [itlead, browser]] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        // What has come before the end is passed on.
        other.destroySoon();
      });
    }
  }
}

/** The beginning of an answer as a message of its own, with so many bytes of what is in it. */
function shortened(bytes: Buffer, length: number): Buffer {
  const end = bytes.indexOf("\r\n\r\n") + 4;
  const body = bytes.subarray(end, end + length);
  const lines = bytes.subarray(0, end).toString("latin1").replace(/\r\n(content-length|transfer-encoding):[^\r]*/gi, "");
  return Buffer.concat([Buffer.from(lines.replace("\r\n", `\r\ncontent-length: ${body.length}\r\n`), "latin1"), body]);
}
