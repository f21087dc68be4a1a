import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type BrowserContextOptions, chromium } from "@playwright/test";
import { use } from "../browser";

/** A browser on a folder of its own, that can be killed as a phone kills one: all of it, at once, in the middle of whatever it does. */
export interface Killable {
  readonly context: BrowserContext;
  /** Kills it, and waits until nothing of it is left. */
  kill(): Promise<void>;
}

/** A folder for a browser's profile, and how to take it away. */
export function newProfile(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "weft-profile-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts a browser on a profile folder, whatever state the one before left it in. */
export async function startKillable(profile: string, options: BrowserContextOptions): Promise<Killable> {
  const { locale, timezoneId, launchOptions } = use!;
  const context = await chromium.launchPersistentContext(profile, { ...launchOptions, locale, timezoneId, ...options });
  const session = await context.browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pid = processInfo.find(({ type }) => type === "browser")!.id;
  return {
    context,
    kill: async () => {
      const gone = new Promise<void>((over) => context.once("close", () => over()));
      // The browser leads a group of its own, in which all its processes are.
      process.kill(-pid, "SIGKILL");
      await gone;
    },
  };
}
