// A real proxy: nginx as the user who runs the suite, with a configuration of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { required } from "./settings.ts";

const ATTEMPTS = 5;
const START_MS = 10_000;

export class Nginx {
  /** Where its servers are, in the order of their configurations. */
  readonly urls: string[];
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, ports: number[], process: ChildProcess) {
    this.#folder = folder;
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.#process = process;
  }

  /** `http` stands beside the servers, of each of which `servers` has the inside. */
  static async start(http: string, servers: string[]): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "nginx-"));
    for (let attempt = 1; ; attempt += 1) {
      // It cannot be asked to choose one, so somebody else may take it first.
      const ports = await freePorts(servers.length);
      await writeFile(join(folder, "nginx.conf"), configuration(http, servers.map((server, index) => `listen 127.0.0.1:${ports[index]};\n${server}`)));
      const child = spawn(required("NGINX"), ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], { stdio: ["ignore", "inherit", "pipe"] });
      let printed = "";
      child.stderr.on("data", (chunk: Buffer) => (printed += chunk));
      // Whatever happens to this process, nginx does not outlive it.
      const kill = () => child.kill("SIGKILL");
      process.once("exit", kill);
      child.once("exit", () => process.off("exit", kill));
      if (await answers(child, ports)) return new Nginx(folder, ports, child);
      child.kill("SIGKILL");
      if (attempt < ATTEMPTS && printed.includes("Address already in use")) continue;
      throw new Error(`nginx could not be started. It printed:\n${printed}`);
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
    await rm(this.#folder, { recursive: true });
  }
}

/** Everything that it writes lies in its folder. */
function configuration(http: string, servers: string[]): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${kind};`).join("\n")}
      ${http}
      ${servers.map((server) => `server {\n${server}\n}`).join("\n")}
    }`;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

async function answers(child: ChildProcess, ports: number[]): Promise<boolean> {
  const end = Date.now() + START_MS;
  let missing = ports;
  while (missing.length > 0 && child.exitCode === null && child.signalCode === null && Date.now() < end) {
    const [port] = missing;
    const socket = connect(port!, "127.0.0.1");
    const isThere = await once(socket, "connect").then(() => true, () => false);
    socket.destroy();
    if (isThere) missing = missing.slice(1);
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return missing.length === 0 && child.exitCode === null;
}
