import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const READY_MS_MAX = 30_000;
const LOOK_MS = 50;
const LOG_CHARS_MAX = 20_000;

/** What a server's data folder holds at its first start. */
export type Folder = "demo" | "empty";

/** A server of its own, with its own data folder. */
export interface Server {
  /** Where it is, without a slash at the end. */
  readonly url: string;
  /** Moves its clock on; `due` work follows at once. */
  advance(seconds: number): Promise<void>;
  /** What it printed and logged last. */
  log(): string;
  /** Runs another sub-command of `weft` on its data while it does not serve, and serves again; what that printed. */
  command(...args: string[]): Promise<string>;
  /** Stops it as an operator would, and deletes its data. */
  stop(): Promise<void>;
}

/** Starts the server named by `WEFT_SERVER`, on a copy of the folder named by `WEFT_DEMO` or on an empty one. */
export async function startServer(folder: Folder = "demo"): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), "weft-e2e-"));
  if (folder === "demo") cpSync(required("WEFT_DEMO"), data, { recursive: true });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let log = "";
  const serve = async () => {
    const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--test-clock"];
    const child = spawn(required("WEFT_SERVER"), args, { stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-LOG_CHARS_MAX);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    await ready(url, child, () => log);
    return child;
  };
  let child = await serve();
  return {
    url,
    log: () => log,
    advance: (seconds) => advance(url, seconds),
    command: async (...args) => {
      await stop(child);
      const { stdout } = await promisify(execFile)(required("WEFT_SERVER"), [...args, "--data", data]);
      child = await serve();
      return stdout;
    },
    stop: async () => {
      await stop(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser tests by \`cargo xtask test e2e\``);
  return value;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const end = Date.now() + READY_MS_MAX;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(LOOK_MS);
  }
  child.kill("SIGKILL");
  throw new Error(`the server was not ready within ${READY_MS_MAX} ms:\n${log()}`);
}

async function advance(url: string, seconds: number): Promise<void> {
  const answer = await fetch(`${url}/api/test/advance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ seconds }),
  });
  if (!answer.ok) throw new Error(`advance: ${answer.status} ${await answer.text()}`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
