// A running itlead, or another app: a process of its own on an empty database of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { required } from "./settings.ts";

/** How long a start may take; the first one makes and fills the database. */
const START_MS = 30_000;

/** How long a stop may take. */
const STOP_MS = 10_000;

/** What is told about a site. `uploadsKiB`: its pictures lie on a disk of their own that is so small. `app`: it
 * is another one than itlead. */
export interface SiteOptions {
  uploadsKiB?: number;
  app?: "ITLEAD" | "REACT" | "TRIPS";
}

/** Mounts a disk that only the program that follows can see, for which one has to be nobody special. */
const WITH_DISK = ["--user", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs -o "size=$1k" tmpfs "$UPLOADS" && exec "$0"'];

export class Site {
  /** Where it is, without a slash at the end: `http://127.0.0.1:40123`. */
  url = "";
  isAnotherBuild = false;
  /** What it has printed, for those who look into a failure. */
  printed = "";

  readonly #folder: string;
  #process: ChildProcess | undefined;
  #keys = newKeys();
  #program: string;
  readonly #name: string;

  readonly #uploadsKiB: number | undefined;

  private constructor(folder: string, { uploadsKiB, app = "ITLEAD" }: SiteOptions) {
    this.#folder = folder;
    this.#uploadsKiB = uploadsKiB;
    this.#program = required(app);
    this.#name = app.toLowerCase();
  }

  static async start(options: SiteOptions = {}): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), "site-")), options);
    await mkdir(site.#uploads);
    await site.#start("127.0.0.1:0");
    return site;
  }

  /** A deploy: another process at the same address, on the same database. `as` is another build of it, for
   * this one process. */
  async restart({ withOtherKeys = false, withOtherBuild = false, as = "" } = {}): Promise<void> {
    await this.#end();
    if (withOtherKeys) this.#keys = newKeys();
    if (withOtherBuild) {
      // A program is known by its file, and a copy is another file.
      const copy = join(this.#folder, this.#name);
      await copyFile(this.#program, copy);
      this.#program = copy;
    }
    await this.#start(new URL(this.url).host, as);
    this.isAnotherBuild = as !== "";
  }

  get isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** `kill -9`: nothing of it comes to an end. */
  async kill(): Promise<void> {
    const child = this.#process!;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.#folder, { recursive: true });
  }

  get #uploads(): string {
    return join(this.#folder, "uploads");
  }

  /** The folder of the pictures, as the program sees it. */
  get uploads(): string {
    return `/proc/${this.#process?.pid}/root${this.#uploads}`;
  }

  async #start(address: string, build = ""): Promise<void> {
    const [program, ...args] =
      this.#uploadsKiB === undefined ? [this.#program] : ["unshare", ...WITH_DISK, this.#program, `${this.#uploadsKiB}`];
    const child = spawn(program!, args, {
      env: {
        ...process.env,
        ADDR: address,
        BUILD: build,
        DATABASE_URL: `sqlite:${join(this.#folder, "site.sqlite")}`,
        UPLOADS: this.#uploads,
        POSTBACK_KEYS: this.#keys,
        RUST_LOG: "info",
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    // Whatever happens to this process, the server does not outlive it.
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));

    this.url = await new Promise<string>((resolve, reject) => {
      const what = this.#uploadsKiB === undefined ? this.#name : `${this.#name} on a disk of its own (Linux with \`unshare\` and user namespaces)`;
      const giveUp = (why: string) => reject(new Error(`${what} ${why}. It printed:\n${this.printed}`));
      const timer = setTimeout(() => giveUp("did not say where it is"), START_MS);
      let begun = "";
      const read = (chunk: Buffer) => {
        this.printed += chunk;
        begun += chunk;
        const url = /\bhttp:\/\/[\d.]+:\d+/.exec(begun)?.[0];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", (chunk: Buffer) => (this.printed += chunk));
      child.once("error", (error) => giveUp(`could not be started: ${error.message}`));
      child.once("exit", (code, signal) => giveUp(`ended at once with ${code ?? signal}`));
    });
  }

  /** Asks it to stop, as a deploy does, and insists only if it does not. */
  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(insist);
    if (child.signalCode === "SIGKILL") {
      throw new Error(`${this.#name} did not stop within ${STOP_MS / 1000} s. It printed:\n${this.printed}`);
    }
  }
}

function newKeys(): string {
  return randomBytes(32).toString("base64");
}
