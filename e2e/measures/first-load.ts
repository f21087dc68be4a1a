import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../lib/test";
import { figures } from "./figures";

const LOADS = 9;

/** What stands between the server and the page. */
interface Line {
  name: string;
  /** Chrome's own throttling; none for the bare machine. */
  slow?: { bytesPerSecond: number; latencyMs: number; cpuTimes: number };
}

const LINES: Line[] = [
  { name: "this machine, no throttling" },
  { name: "slow 4G (1.6 Mbit/s, 150 ms), CPU 4 times slower", slow: { bytesPerSecond: 200_000, latencyMs: 150, cpuTimes: 4 } },
];

for (const line of LINES) {
  test(`first load: ${line.name}`, async ({ browser, server }) => {
    const loads: { usableMs: number; bytes: number }[] = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await firstLoad(browser, server.url, line));
    const usable = figures(loads.map((load) => load.usableMs));
    console.log(`${line.name}: usable after ${usable}, ${loads[0]?.bytes} bytes received`);
  });
}

/** Opens the home page in a fresh profile, until a person can act on it. */
async function firstLoad(browser: Browser, url: string, line: Line): Promise<{ usableMs: number; bytes: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await throttle(page, line);
  const start = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible({ timeout: 60_000 });
  const usableMs = performance.now() - start;
  const bytes = await page.evaluate(() => {
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const loads = entries as PerformanceResourceTiming[];
    // What the API answers is not part of the page.
    return loads.filter((load) => !load.name.includes("/api/")).reduce((sum, load) => sum + load.transferSize, 0);
  });
  await context.close();
  return { usableMs, bytes };
}

async function throttle(page: Page, { slow }: Line): Promise<void> {
  if (!slow) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: slow.latencyMs,
    downloadThroughput: slow.bytesPerSecond,
    uploadThroughput: slow.bytesPerSecond,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slow.cpuTimes });
}
